import { ALIKE_COUNT, ALIKE_FROM } from './graph/shop.ts'

const deep = /* GraphQL */ `
query Deep($id: ID!) {
  visitor: person(id: $id) { id name }
  people(first: 6) {
    ...Person
    reviews {
      ...Review
      print {
        ...Print
        reviews { ...Review author { ...Person reviews { ...Review print { ...Print } } } }
      }
    }
  }
  topPrints(first: 5) {
    ...Print
    reviews { ...Review author { ...Person reviews { ...Review print { ...Print } } } }
  }
}
fragment Person on Person { id handle name }
fragment Print on Print { id title price weightGrams isInStock shippingCost }
fragment Review on Review { id stars body }`

const medium = /* GraphQL */ `
query Medium($id: ID!) {
  person(id: $id) {
    id
    handle
    name
    reviews { id stars body print { id title price } }
  }
  topPrints(first: 4) { id title price weightGrams reviews { id stars body author { id handle } } }
}`

const small = /* GraphQL */ `
query Small($id: ID!) {
  person(id: $id) { id name }
}`

/** By their answers: some 87 KB from all four subgraphs; some 4 KB, two roots, three subgraphs; one fetch. */
export const queries = { deep, medium, small }

export type QueryName = keyof typeof queries

/** `$id` goes through a thousand values, so that of the requests under way no two are alike; or it is always the same. */
export type Variables = 'varied' | 'identical'

export const bodyOf = (query: QueryName, index: number) =>
  JSON.stringify({ query: queries[query], variables: { id: String(ALIKE_FROM + (index % ALIKE_COUNT)) } })

export const bodiesOf = (query: QueryName, variables: Variables) =>
  Array.from({ length: variables === 'varied' ? ALIKE_COUNT : 1 }, (_, index) => bodyOf(query, index))
