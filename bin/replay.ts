import { readConfig } from '@varal/platform/config'
import { replayDeadLetters } from '@varal/platform/events/replay-dead-letters'
import { workOn } from '@varal/platform/work'
import { subgraphNameFrom } from './arguments.ts'
import { loadSubgraph } from './load-subgraph.ts'
import { main } from './main.ts'
import { openPorts } from './open-ports.ts'

// npm run replay -- feed: tries again what a subgraph's handlers had to put aside, and says what came of each.
await main(async () => {
  const name = subgraphNameFrom(process.argv[2])
  await using stack = new AsyncDisposableStack()
  const ports = await (await openPorts(readConfig(process.env), stack, { servesObjects: false })).portsOf(name)
  const replayed = await replayDeadLetters(
    (await loadSubgraph(name)).handlers,
    ports.database.db,
    workOn({ db: ports.database.db, ...ports }),
  )

  for (const { event, handler, error } of replayed)
    console.log(`${error === null ? 'done  ' : 'failed'}  ${event} -> ${handler}${error === null ? '' : `: ${error}`}`)
  const failed = replayed.filter((one) => one.error !== null).length
  console.log(`${replayed.length - failed} done, ${failed} failed.`)
})
