/** With what a socket is closed. Codes from 4000 are ours or graphql-ws'; its own are listed in its protocol. */
export const closeCodes = {
  /** A message that is no text. */
  notText: [1003, 'Send text'],
  /** The process stops: connect again, with the cursors. */
  restarting: [1012, 'Restarting: connect again, and resume with your cursors'],
  internal: [1011, 'Something went wrong on our side'],
  /** The token was not accepted, or has ended: get a new one, connect again, with the cursors. */
  unauthenticated: [4401, 'The access token is not valid, or has ended'],
  tooSlow: [4413, 'Slow consumer: resume with your cursor'],
} as const

export type CloseReason = keyof typeof closeCodes
