import type { ClientSocket } from './client-socket.ts'
import type { Outlet } from './outlet.ts'
import { messageHead, type StreamResult } from './stream-result.ts'

/** Sends the results of one operation as messages of graphql-ws. */
export class SocketOutlet implements Outlet {
  readonly #client: ClientSocket
  readonly #head: Buffer

  constructor(client: ClientSocket, operationId: string) {
    this.#client = client
    this.#head = messageHead(operationId)
  }

  next(result: StreamResult): boolean {
    return result.sendTo(this.#client, this.#head)
  }

  drained(): Promise<void> {
    return this.#client.drained()
  }

  together(send: () => void): void {
    this.#client.together(send)
  }

  tooSlow(): void {
    this.#client.close('tooSlow')
  }
}
