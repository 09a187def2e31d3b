import type { GatewayOptions } from '@varal/gateway/gateway'
import { type Config, publicUrlOf } from '@varal/platform/config'

/** The page of the web client to which browsers come back from a provider. */
const WEB_CLIENT_RETURN = 'signed-in'

/** Signing in with the accounts of others, for the web client and whichever clients the configuration names. */
export function signInOptions(config: Config): NonNullable<GatewayOptions['signIn']> {
  const publicUrl = publicUrlOf(config).replace(/\/+$/, '')
  const webClients = [`${publicUrl}/app`, config.WEB_URL].filter((url) => url !== undefined)
  return {
    providers: config.OIDC_PROVIDERS,
    publicUrl,
    returnUrls: [...webClients.map((url) => `${url}/${WEB_CLIENT_RETURN}`), ...config.SIGN_IN_RETURN_URLS],
    secret: config.INTERNAL_SECRET,
  }
}
