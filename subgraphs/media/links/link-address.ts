import { nameId } from '@varal/platform/name-id'
import type { LinkId } from '@varal/schema/ids'

/** What says where somebody comes from rather than where they go. */
const TRACKING = /^(utm_[a-z_]+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id)$/i

/**
 * The one address for all ways to write it: without its fragment and without what only counts visitors. What a page says
 * of its own canonical address is not believed: it could name somebody else's.
 */
export function canonicalAddress(address: string): string {
  const url = new URL(address)
  url.hash = ''
  const tracking = [...new Set(url.searchParams.keys())].filter((name) => TRACKING.test(name))
  // Written anew only if something goes: some servers care how a query is written.
  for (const name of tracking) url.searchParams.delete(name)
  return url.href
}

export const linkIdOf = (canonical: string): LinkId => nameId('Link', canonical)
