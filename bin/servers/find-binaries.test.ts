import { expect, test } from 'vitest'
import { missingServersMessage } from './find-binaries.ts'

test('a missing server is a message with every next step', () => {
  expect(missingServersMessage(['postgres', 'nats'])).toBe(
    `Varal needs Postgres and NATS, and found no program to start. One of these helps:
  Debian, Ubuntu   sudo apt-get install postgresql nats-server
  macOS            brew install postgresql@17 nats-server
  have it running  set POSTGRES_URL and NATS_URL
  have Docker      docker compose up
Postgres has to be version 15 or newer.`,
  )
})
