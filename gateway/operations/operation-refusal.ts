/** Why a request names nothing that can be run. `error` becomes what clients see by `clientError`. */
export interface OperationRefusal {
  /** For HTTP. */
  readonly status: 200 | 400 | 413
  readonly error: { readonly message: string; readonly extensions: { readonly code: RefusalCode } }
}

type RefusalCode = 'BAD_REQUEST' | 'PERSISTED_QUERY_NOT_FOUND' | 'OPERATION_NOT_IN_MANIFEST'

export const badRequest = (message: string): OperationRefusal => refusal(400, 'BAD_REQUEST', message)

/** What is asked for by a hash alone, and is not known: the client sends the text with it then. Clients read the message. */
export const persistedQueryNotFound = refusal(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')

export const notInManifest = refusal(
  400,
  'OPERATION_NOT_IN_MANIFEST',
  'This operation is in no published manifest. Publish what this version of the client sends first.',
)

export const isOperationRefusal = (given: object): given is OperationRefusal => 'error' in given

function refusal(status: OperationRefusal['status'], code: RefusalCode, message: string): OperationRefusal {
  return { status, error: { message, extensions: { code } } }
}
