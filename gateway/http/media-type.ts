import { BoundedMap } from '@varal/platform/bounded-map'

const JSON_TYPE = 'application/json'
const GRAPHQL_TYPE = 'application/graphql-response+json'

export type AnswerType = typeof JSON_TYPE | typeof GRAPHQL_TYPE

/** `Accept` headers whose answer is remembered. Clients send few different ones. */
const ACCEPTS_MAX = 500

const remembered = new BoundedMap(ACCEPTS_MAX, choose)

/** In which of the two forms of GraphQL over HTTP a client wants its answer; null if in neither. */
export const answerType = (accept: string | undefined): AnswerType | null =>
  accept === undefined ? JSON_TYPE : remembered.get(accept).type

function choose(accept: string): { readonly type: AnswerType | null } {
  const wanted = accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const q = parameters.find((one) => one.startsWith('q='))
    return { name, quality: q === undefined ? 1 : Number(q.slice(2)) || 0 }
  })
  const qualityOf = (type: AnswerType) => {
    const exact = wanted.find(({ name }) => name === type)
    const wide = wanted.find(({ name }) => name === 'application/*') ?? wanted.find(({ name }) => name === '*/*')
    return (exact ?? wide)?.quality ?? 0
  }
  const json = qualityOf(JSON_TYPE)
  const graphql = qualityOf(GRAPHQL_TYPE)
  if (json === 0 && graphql === 0) return { type: null }
  return { type: graphql > json || (graphql === json && accept.includes(GRAPHQL_TYPE)) ? GRAPHQL_TYPE : JSON_TYPE }
}

/** Whether a body is JSON, by what its sender calls it. GraphQL has no other, and no charset but UTF-8. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === JSON_TYPE) return true
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='))
  return type.trim() === JSON_TYPE && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
}
