import type { MistakeCode } from './errors.ts'

/** What a client is told of a fault. The database's codes: https://www.postgresql.org/docs/15/errcodes-appendix.html. */
export function faultCode(fault: unknown): MistakeCode {
  const all = causes(fault)
  const codes = all.map(codeOf)
  // A statement that was cancelled, by its timeout.
  if (codes.includes('57014')) return 'TIMEOUT'
  // Text with the character NUL, which Postgres does not store.
  if (codes.some((code) => code === '22021' || code === '22P05')) return 'BAD_REQUEST'
  // Too many connections, no memory or room left; nobody gave one back to the pool.
  if (
    codes.some((code) => code.startsWith('53')) ||
    all.some((one) => /timeout exceeded when trying/.test(one.message))
  )
    return 'OVERLOADED'
  if (codes.some((code) => awayCodes.test(code)) || all.some((one) => awayMessages.test(one.message)))
    return 'SUBGRAPH_UNAVAILABLE'
  return 'INTERNAL'
}

/** Whether nothing is wrong but that a server is away or overrun: the same will go well later. */
export const isOutage = (fault: unknown): boolean => ['OVERLOADED', 'SUBGRAPH_UNAVAILABLE'].includes(faultCode(fault))

/** For `catch`: true if there is another row with the same key; any other fault goes on. */
export function isUniqueViolation(fault: unknown): true {
  if (causes(fault).some((one) => codeOf(one) === '23505')) return true
  throw fault
}

/** A fault in one line, without the values that a statement was run with. */
export function faultText(fault: unknown): string {
  return causes(fault)
    .map((one) => `${one.name}: ${messageOf(one)}`)
    .join(' <- ')
}

/**
 * A fault for the log: what failed and where, without values. Drizzle quotes a statement's parameters, Postgres the row
 * that offended; either may be somebody's e-mail address.
 */
export function loggableFault(fault: unknown, depth = 0): Record<string, unknown> {
  if (!(fault instanceof Error)) return { type: typeof fault, message: 'thrown, but not an Error' }
  const message = messageOf(fault)
  const fields = Object.fromEntries(LOGGED.filter((key) => key in fault).map((key) => [key, fault[key as never]]))
  const hasCause = fault.cause !== undefined && depth < CAUSES_MAX
  const cause = hasCause ? { cause: loggableFault(fault.cause, depth + 1) } : {}
  return { type: fault.name, message, stack: fault.stack?.replace(fault.message, message), ...fields, ...cause }
}

const LOGGED = ['code', 'schema', 'table', 'column', 'constraint', 'routine']

/** Server is shutting down or starting; reading only; its connection broke, or there is no way to it. */
const awayCodes =
  /^(08...|57P0.|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
/** What `pg` says without a code. */
const awayMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout)/

/** A circle of causes would not end. */
const CAUSES_MAX = 10

/** The error and what caused it. */
function causes(fault: unknown): Error[] {
  const all: Error[] = []
  for (let one = fault; one instanceof Error && all.length < CAUSES_MAX; one = one.cause) all.push(one)
  return all.length > 0 ? all : [new Error('something that is no Error')]
}

const codeOf = (error: Error) => ('code' in error ? String(error.code) : '')

function messageOf(error: Error): string {
  // Class 22 is about a value, and quotes it.
  if (/^22...$/.test(codeOf(error))) return `a value was refused (${codeOf(error)})`
  return error.message.split('\nparams:')[0] ?? ''
}
