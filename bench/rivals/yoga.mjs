import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { useServer } from 'graphql-ws/use/ws'
import { createPubSub, createSchema, createYoga } from 'graphql-yoga'
import { WebSocketServer } from 'ws'
import { answerOrders } from '../live-sockets/asked-process.ts'
import { BODY_CHARACTERS, nowMs, usage } from '../live-sockets/hot-topic.ts'

// Run by bench/live-sockets.ts: graphql-yoga with subscriptions over WebSockets, as its documentation sets it up, and the
// same schema in one piece: nothing is fetched from elsewhere.
// Thousands of listeners are what this is about.
EventEmitter.defaultMaxListeners = 0
const body = '.'.repeat(BODY_CHARACTERS)
const pubSub = createPubSub()
const heads = new Map()
const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: /* GraphQL */ `
      type Query { post(id: ID!): Post }
      type Subscription { activity(topic: ID!, after: String): ActivityItem! }
      union ActivityItem = Happened | StreamCheckpoint
      interface StreamItem { cursor: String!  at: String! }
      type Happened implements StreamItem { cursor: String!  at: String!  number: Int!  who: String!  post: Post }
      type StreamCheckpoint implements StreamItem { cursor: String!  at: String! }
      type Post { id: ID!  title: String!  body: String! }
    `,
    resolvers: {
      Query: { post: (_, { id }) => ({ id }) },
      Subscription: {
        activity: { subscribe: (_, { topic }) => pubSub.subscribe(topic), resolve: (item) => item },
      },
      Post: { title: ({ id }) => `title of ${id}`, body: () => body },
    },
  }),
})
const server = createServer(yoga)
const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint })
useServer(
  {
    execute: (args) => args.rootValue.execute(args),
    subscribe: (args) => args.rootValue.subscribe(args),
    async onSubscribe(ctx, _id, params) {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...ctx,
        req: ctx.extra.request,
        socket: ctx.extra.socket,
        params,
      })
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      }
      const errors = validate(args.schema, args.document)
      return errors.length > 0 ? errors : args
    },
  },
  sockets,
)
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

answerOrders((order) => {
  if (order.what === 'address') return { url: `http://127.0.0.1:${server.address().port}` }
  if (order.what === 'usage') return usage(order.collectFirst)
  const atMs = nowMs()
  for (let time = 0; time < order.times; time++) {
    const number = (heads.get(order.topic) ?? 0) + 1
    heads.set(order.topic, number)
    const item = { cursor: `${order.topic}.${number}`, at: new Date(atMs).toISOString(), number, who: 'anonymous' }
    pubSub.publish(order.topic, { __typename: 'Happened', ...item, post: { id: `p${number}` } })
  }
  return { atMs }
})
