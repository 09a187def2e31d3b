import { randomBytes } from 'node:crypto'
import { newSigningKey } from './signing-key.ts'

// npm run --silent secrets >> .env: new secrets for one system; every process of it needs the same.
for (const key of [
  'OBJECTS_SECRET_KEY',
  'CURSOR_SECRET',
  'INTERNAL_SECRET',
  'STORED_SECRETS_KEY',
  'POSTGRES_PASSWORD',
  'NATS_PASSWORD',
]) {
  console.log(`${key}=${randomBytes(32).toString('base64url')}`)
}
// In quotes, which keep a shell, Node.js and Docker Compose from reading anything into it.
const privateKey = newSigningKey()
const { d: _private, ...publicKey } = JSON.parse(privateKey)
console.log(`ACCESS_TOKEN_KEY='${privateKey}'`)
console.log(`ACCESS_TOKEN_PUBLIC_KEY='${JSON.stringify(publicKey)}'`)
