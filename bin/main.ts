import { ConfigError } from '@varal/platform/config'
import { SetupError } from './servers/setup-error.ts'

/** Runs a program. What a person can mend is told in words; anything else keeps its stack, for it is our fault. */
export async function main(program: () => Promise<void>): Promise<never> {
  try {
    await program()
    process.exit(0)
  } catch (error) {
    const message = forPeople(error)
    console.error(message === null ? error : `\n${message}\n`)
    process.exit(1)
  }
}

function forPeople(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof SetupError) return error.message
  const causes = error instanceof AggregateError ? error.errors : [error]
  const code = causes
    .map((cause) => (cause instanceof Error && 'code' in cause ? String(cause.code) : ''))
    .find(Boolean)
  if (code === 'ECONNREFUSED' || code === 'CONNECTION_REFUSED') {
    return `A server that the configuration names cannot be reached (${causes.map(String).join('; ')}).\nStart it, or correct POSTGRES_URL, REDIS_URL and NATS_URL; \`npm start\` without them starts its own.`
  }
  if (code === 'EADDRINUSE') return `${String(causes[0])}\nAnother program listens there: stop it, or set another port.`
  return null
}
