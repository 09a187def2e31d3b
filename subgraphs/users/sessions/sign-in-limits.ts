import type { Context } from '@varal/platform/context'
import type { Refusal } from '@varal/platform/outcome'
import * as attempts from '../attempts.ts'

const windowMs = 15 * 60 * 1_000

const limits = {
  address: { name: 'sign-in:address', max: 100, windowMs },
  nameAtAddress: { name: 'sign-in:name-at-address', max: 5, windowMs },
  name: { name: 'sign-in:name', max: 20, windowMs },
} as const

type Ports = Pick<Context<unknown>, 'caller'> & attempts.AttemptPorts

/**
 * Counts an attempt to sign in, and refuses it if there were too many within 15 minutes of the first.
 *
 * An account is counted by the name that was typed: neither is it looked up, nor does a limit tell which e-mail address
 * belongs to which handle, nor can those who know only a handle lock its owner's e-mail address out.
 *
 * @throws OVERLOADED when the counts cannot be kept: without them, anybody could guess.
 */
export async function countAttempt(name: string, ports: Ports): Promise<Refusal | null> {
  const { address } = ports.caller
  // In this order: what one limit stops no longer counts for the next, so one address cannot use up a name's attempts.
  return (
    (await attempts.countAttempt(limits.address, [address], ports)) ??
    (await attempts.countAttempt(limits.nameAtAddress, [name, address], ports)) ??
    (await attempts.countAttempt(limits.name, [name], ports))
  )
}

/** After a success: who knows the password may sign in as often as they like. */
export const forgetAttempts = (name: string, ports: Ports): Promise<void> =>
  attempts.forgetAttempts(limits.nameAtAddress, [name, ports.caller.address], ports)
