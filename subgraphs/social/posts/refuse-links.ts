import { isBlockedAddress } from '@varal/platform/outbound/blocked-hosts'
import { type Refusal, refuse } from '@varal/platform/outcome'
import { findSpans } from '../find-spans.ts'

export type BlockedHosts = ReadonlySet<string>

/** Why a post may not lead where it wants to, by its link or in its text; null if it may. What is absent is not asked. */
export function refusalOfLinks(
  { link, text }: { readonly link?: string | null; readonly text?: string | null },
  blocked: BlockedHosts,
): Refusal | null {
  if (link && isBlockedAddress(link, blocked)) return refuse('LINK_BLOCKED', ['input', 'link'])
  if (!text || blocked.size === 0) return null
  const addresses = findSpans(text).flatMap(({ target }) => (target.kind === 'link' ? [target.url] : []))
  return addresses.some((url) => isBlockedAddress(url, blocked)) ? refuse('LINK_BLOCKED', ['input', 'text']) : null
}
