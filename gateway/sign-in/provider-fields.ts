import type { ResolverMap } from '@varal/platform/subgraph'
import type { SignInOptions } from './sign-in-routes.ts'

/** Query.signInProviders: what the configuration has, in its order. */
export function providerFields(options: Pick<SignInOptions, 'providers' | 'publicUrl'> | undefined): ResolverMap {
  const { providers = [], publicUrl = '' } = options ?? {}
  const base = publicUrl.replace(/\/$/, '')
  const shown = providers.map(({ id, name, issuer }) => ({ id, name, issuer, startUrl: `${base}/sign-in/${id}` }))
  return { Query: { signInProviders: () => shown } }
}
