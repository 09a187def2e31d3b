import { CloseCode } from 'graphql-ws'

/** With what a socket is closed: 1000 and up are WebSocket's own codes, 4000 and up graphql-ws' or ours. */
export const closeCodes = {
  /** A message that is no text. */
  notText: [1003, 'Send text'],
  internal: [1011, 'Something went wrong on our side'],
  /** The process stops: connect again, with the cursors. See `reasonText`. */
  restarting: [1012, 'Restarting: connect again, and resume with your cursors'],
  notUnderstood: [CloseCode.BadRequest, 'Invalid message received'],
  notIntroduced: [CloseCode.Unauthorized, 'Unauthorized'],
  /** The token was not accepted, has ended, or its session has: get a new one, connect again, with the cursors. */
  unauthenticated: [CloseCode.Unauthorized, 'The access token is not valid, or has ended'],
  /** A token was sent over an open socket that is somebody else's. */
  otherUser: [CloseCode.Forbidden, 'This socket is for another user: open one of its own'],
  otherProtocol: [CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable'],
  silent: [CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'],
  twoOfOneId: [CloseCode.SubscriberAlreadyExists, 'Subscriber for this id already exists'],
  tooSlow: [4413, 'Slow consumer: resume with your cursor'],
  introducedTwice: [CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests'],
  tooManyMessages: [4429, 'Too many messages a second'],
  tooManySockets: [4429, 'Too many sockets of one user'],
} as const satisfies Record<string, readonly [code: number, reason: string]>

export type CloseReason = keyof typeof closeCodes

/** Clients come back within this time of a restart, each at its own moment, so that they do not all come at once. */
const COME_BACK_WITHIN_MS = 3_000

/** When this client should come back, in milliseconds from now. */
export const comeBackInMs = () => Math.ceil(Math.random() * COME_BACK_WITHIN_MS)

/** What a socket is told on closing. After `; retry=` stands when to come back, in milliseconds. */
export const reasonText = (reason: CloseReason): string =>
  reason === 'restarting' ? `${closeCodes.restarting[1]}; retry=${comeBackInMs()}` : closeCodes[reason][1]
