import type { Refusal } from '@varal/platform/outcome'
import { type AttemptPorts, countAttempt } from './attempts.ts'

/** So that nobody fills somebody's mailbox with our help. */
const limit = { name: 'mails-to', max: 5, windowMs: 60 * 60 * 1_000 }

/** Counts a mail that somebody asks for; refuses the sixth to an address within an hour. @param address folded */
export const countMail = (address: string, ports: AttemptPorts): Promise<Refusal | null> =>
  countAttempt(limit, [address], ports)
