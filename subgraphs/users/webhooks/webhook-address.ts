import type { Context } from '@varal/platform/context'
import { type Outcome, refuse } from '@varal/platform/outcome'

/** Refuses an address that is not https: what is told, and its signature, would pass everybody on the way. */
export async function checkAddress(
  { url }: { readonly url?: string | undefined },
  { outside }: Pick<Context<unknown>, 'outside'>,
): Promise<Outcome<undefined>> {
  if (url === undefined || url.startsWith('https:') || outside.allowsPrivate) return undefined
  return refuse('VALIDATION_FAILED', ['input', 'url'])
}
