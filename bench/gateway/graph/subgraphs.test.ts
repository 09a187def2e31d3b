import { localLink } from '@varal/platform/links/local-link'
import { createLog } from '@varal/platform/log'
import { describe, expect, test } from 'vitest'
import { composeShop, type ShopSubgraph, shopSchema, shopSubgraphs } from './subgraphs.ts'

const log = createLog('silent')
const caller = { viewer: null } as never
const ask = (name: ShopSubgraph, query: string, variables = {}) =>
  localLink({ schema: shopSchema(name), contextOf: () => ({}), log }).execute({ query, variables, caller })

describe('the shop', () => {
  test('composes, with its subgraphs at a path each of one origin', () => {
    const supergraph = composeShop('http://127.0.0.1:20000')
    for (const name of shopSubgraphs) expect(supergraph).toContain(`"http://127.0.0.1:20000/${name}"`)
  })

  test('weighs the same whoever of the thousand is asked about', async () => {
    const query = `query($of: [_Any!]!) { _entities(representations: $of) { ...on Person { reviews { id body print { id } } } } }`
    const lengths = await Promise.all(
      ['1001', '1500', '2000'].map(
        async (id) => JSON.stringify(await ask('reviews', query, { of: [{ __typename: 'Person', id }] })).length,
      ),
    )
    expect(new Set(lengths).size).toBe(1)
  })

  test('ships for what weight and price say', async () => {
    const of = [
      { __typename: 'Print', id: '1', price: 4_900, weightGrams: 310 },
      { __typename: 'Print', id: '4', price: 89_900, weightGrams: 5_400 },
    ]
    const query = `query($of: [_Any!]!) { _entities(representations: $of) { ...on Print { shippingCost isInStock } } }`
    expect(await ask('stock', query, { of })).toEqual({
      data: {
        _entities: [
          { shippingCost: 610, isInStock: true },
          { shippingCost: 0, isInStock: false },
        ],
      },
    })
  })
})
