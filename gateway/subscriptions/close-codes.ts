/** With what a socket is closed. Codes from 4000 are ours or graphql-ws'; its own are listed in its protocol. */
export const closeCodes = {
  /** A message that is no text. */
  notText: [1003, 'Send text'],
  internal: [1011, 'Something went wrong on our side'],
  /** The process stops: connect again, with the cursors. See `restarting`. */
  restarting: [1012, 'Restarting: connect again, and resume with your cursors'],
  /** The token was not accepted, has ended, or its session has: get a new one, connect again, with the cursors. */
  unauthenticated: [4401, 'The access token is not valid, or has ended'],
  /** A token was sent over an open socket that is somebody else's. */
  otherUser: [4403, 'This socket is for another user: open one of its own'],
  tooSlow: [4413, 'Slow consumer: resume with your cursor'],
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
