import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { preparesRepeated } from './prepared-statements.ts'

const prepared = async (client: pg.Client) => (await client.query('select statement from pg_prepared_statements')).rows

test('what comes again is prepared, on each connection, and answers as before', async () => {
  const prepare = preparesRepeated()
  const clients = [1, 2].map(() => new pg.Client(inject('postgresUrl')))
  for (const client of clients) {
    await client.connect()
    prepare(client)
  }
  const text = 'select $1::int + 1 as next'
  for (const client of clients) {
    for (let number = 0; number < 4; number++) {
      expect((await client.query({ text }, [number])).rows).toEqual([{ next: number + 1 }])
    }
    expect(await prepared(client)).toEqual([{ statement: text }])
  }
  for (const client of clients) await client.end()
})

test('texts that never come again are not kept', async () => {
  const client = new pg.Client(inject('postgresUrl'))
  await client.connect()
  preparesRepeated()(client)
  for (let number = 0; number < 1_000; number++) await client.query({ text: `select $1::int as n${number}` }, [number])
  expect(await prepared(client)).toEqual([])
  await client.end()
})
