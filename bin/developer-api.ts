import type { TypedDocumentString } from '@varal/schema/operations/documents'
import { SetupError } from './servers/setup-error.ts'

/** The public API, for an app that asks with its key. */
export interface DeveloperApi {
  /** @throws SetupError that says in words why there is no answer */
  send<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data>
}

const ANSWER_MS = 30_000

/** @param url where the gateway is: https://host */
export function developerApi(url: string, apiKey: string): DeveloperApi {
  return {
    async send(document, variables) {
      const response = await fetch(new URL('/graphql', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': apiKey, 'graphql-client-name': 'varal' },
        body: JSON.stringify({ query: String(document), variables }),
        signal: AbortSignal.timeout(ANSWER_MS),
      }).catch((cause: Error) => {
        throw new SetupError(`${url} cannot be reached: ${reasonOf(cause)}.`, { cause })
      })
      const answer = (await response.json().catch(() => ({}))) as Answer<never>
      if (answer.errors?.length) throw new SetupError(answer.errors.map(inWords).join('\n'))
      if (!answer.data) throw new SetupError(`${url} answered with status ${response.status}, and not as Varal does.`)
      return answer.data
    },
  }
}

interface Answer<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

function inWords({ message, extensions }: NonNullable<Answer<never>['errors']>[number]): string {
  const code = extensions?.code
  if (code === 'UNAUTHENTICATED') return `The API key was not accepted. ${message}`
  return code === undefined ? message : `${code}: ${message}`
}

function reasonOf({ name, message, cause }: Error): string {
  if (name === 'TimeoutError') return `it gave no answer within ${ANSWER_MS / 1_000} s`
  return cause instanceof Error && 'code' in cause ? String(cause.code) : message
}
