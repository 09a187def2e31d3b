import { readContract } from '@varal/schema/read-supergraph'
import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { firstOperations } from './first-operations.ts'

test('what stands in the explorer at first is valid, for everybody', () => {
  expect(validate(buildSchema(readContract()), parse(firstOperations()))).toEqual([])
})
