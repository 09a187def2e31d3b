import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { httpLink } from './http-link.ts'
import { serveLink } from './http-server.ts'
import { linkContract } from './link.contract.ts'
import { localLink } from './local-link.ts'

const log = createLog('silent')
const secret = 'a secret that only the tests of this run know'

linkContract('the link within a process', async (options) => ({
  link: localLink({ ...options, log }),
  async [Symbol.asyncDispose]() {},
}))

linkContract('the link over HTTP', async (options) => {
  const { deadlineMs, ...rest } = options
  const served = localLink({ ...rest, log })
  const server = await serveLink({
    name: 'tiny',
    link: served,
    secret,
    clock: systemClock,
    log,
    host: '127.0.0.1',
    port: 0,
  })
  const link = httpLink({ name: 'tiny', url: server.url, secret, clock: systemClock, deadlineMs })
  return {
    link,
    takeDown: () => server[Symbol.asyncDispose](),
    async [Symbol.asyncDispose]() {
      await link[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
})
