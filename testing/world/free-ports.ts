import { isPortFree } from '@varal/bin/servers/ports'

const PORT_MIN = 22_000
const PORT_MAX = 31_999

/** Ports that nobody listens on now. Random, so that two test files at once rarely want the same. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN))
    if (!ports.includes(port) && (await isPortFree(port))) ports.push(port)
  }
  return ports
}
