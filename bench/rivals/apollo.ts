import { readFileSync } from 'node:fs'
import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'

// node bench/rivals/apollo.ts SUPERGRAPH PORT: stock @apollo/gateway under Apollo Server, as their documentation starts it.
const [file, port] = process.argv.slice(2)
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(String(file), 'utf8') })
await startStandaloneServer(new ApolloServer({ gateway }), { listen: { host: '127.0.0.1', port: Number(port) } })
