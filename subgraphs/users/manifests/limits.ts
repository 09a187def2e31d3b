/** What may be stored. All bounds are for what a client builds up over several requests, unless they say otherwise. */

export const OPERATIONS_MAX = 2_000
/** Of one operation's text, in UTF-8. */
export const OPERATION_BYTES_MAX = 64 * 1_024
/** Of the texts of one version. */
export const VERSION_BYTES_MAX = 5 * 1_024 * 1_024
/** Of the texts of all versions of an app that are not retired: gateways hold them in memory. */
export const APP_BYTES_MAX = 25 * 1_024 * 1_024
export const FIRST_PARTY_APP_BYTES_MAX = 250 * 1_024 * 1_024
/** Of one client. */
export const VERSIONS_MAX = 200
/** Names of clients that one app holds. */
export const CLIENTS_MAX = 10
/** Of one request. */
export const USES_MAX = 1_000
