import type { FastifyInstance } from 'fastify'

/** What a GET of a path answers. */
export interface Page {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What this process serves beside the graph, by path: whoever starts the gateway says what. */
export type OtherPages = Readonly<Record<`/${string}`, () => Page | Promise<Page>>>

export function otherPages(app: FastifyInstance, pages: OtherPages): void {
  for (const [path, make] of Object.entries(pages)) {
    app.get(path, async (_request, reply) => {
      const { headers, body } = await make()
      return reply.headers({ 'x-content-type-options': 'nosniff', ...headers }).send(body)
    })
  }
}
