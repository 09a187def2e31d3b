import net, { type AddressInfo, type Socket } from 'node:net'

/** A way to a server that can be cut, or go silent: to be put in the server's place in its address. */
export interface Cuttable extends AsyncDisposable {
  readonly url: string
  /** As if the server had been killed: open connections end, new ones are refused. */
  cut(): Promise<void>
  mend(): Promise<void>
  /** As if the network had: connections stay, and nothing passes. */
  hush(isSilent: boolean): void
}

export async function cuttable(serverUrl: string): Promise<Cuttable> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let isSilent = false
  const server = net.createServer((socket) => {
    const upstream = net.connect(Number(target.port), target.hostname)
    for (const one of [socket, upstream]) sockets.add(one.on('error', () => {}))
    socket.on('data', (bytes) => isSilent || upstream.write(bytes)).on('close', () => upstream.destroy())
    upstream.on('data', (bytes) => isSilent || socket.write(bytes)).on('close', () => socket.destroy())
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const url = new URL(target)
  url.host = `127.0.0.1:${port}`
  // A socket of the file system would lead past it.
  url.searchParams.delete('host')
  return {
    url: url.href,
    cut,
    mend: () => listen(port),
    hush(silent) {
      isSilent = silent
    },
    [Symbol.asyncDispose]: async () => void (server.listening && (await cut())),
  }
}
