import { MessageType } from 'graphql-ws'

type Fields = Readonly<Record<string, unknown>>

/** What a client sends in the protocol graphql-transport-ws. */
export type ClientMessage =
  | { readonly type: MessageType.ConnectionInit | MessageType.Ping | MessageType.Pong; readonly payload: Fields | null }
  | { readonly type: MessageType.Subscribe; readonly id: string; readonly payload: Fields }
  | { readonly type: MessageType.Complete; readonly id: string }

/** Null if it is no message of the protocol. Which operation `subscribe` asks for, by its text or otherwise, is not looked at. */
export function clientMessage(text: string): ClientMessage | null {
  const message = parsed(text)
  if (!isObject(message)) return null
  const { type, id, payload = null } = message
  switch (type) {
    case MessageType.ConnectionInit:
    case MessageType.Ping:
    case MessageType.Pong:
      return payload === null || isObject(payload) ? { type, payload } : null
    case MessageType.Subscribe:
      return isId(id) && isObject(payload) && hasForm(payload) ? { type, id, payload } : null
    case MessageType.Complete:
      return isId(id) ? { type, id } : null
    default:
      return null
  }
}

const isId = (id: unknown): id is string => typeof id === 'string' && id !== ''

function hasForm({ query, operationName, variables, extensions }: Fields): boolean {
  const texts = [query, operationName]
  const objects = [variables, extensions]
  return (
    texts.every((one) => one === undefined || one === null || typeof one === 'string') &&
    objects.every((one) => one === undefined || one === null || isObject(one))
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
