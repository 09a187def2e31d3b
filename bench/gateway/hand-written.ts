import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Pool } from 'undici'
import { queries } from './queries.ts'
import { requestText } from './request-text.ts'

// node bench/gateway/hand-written.ts SUPERGRAPH PORT: what somebody would write who has only these three queries to answer,
// and knows where everything is. No parsing, no planning, no validation: the least that the work itself costs.

interface Person {
  id: string
  handle?: string
  name?: string
  reviews?: Review[]
}
interface Print {
  id: string
  title?: string
  price?: number
  weightGrams?: number
  isInStock?: boolean
  shippingCost?: number
  reviews?: Review[]
}
interface Review {
  author?: Person
  print?: Print
}

const [file, port] = process.argv.slice(2)
const origin = /url: "(http:\/\/[^/"]+)\//.exec(readFileSync(String(file), 'utf8'))?.[1]
const pool = new Pool(String(origin), { connections: 128 })
const jsonHeaders = { 'content-type': 'application/json' }

async function ask<Data>(subgraph: string, query: string, variables: object): Promise<Data> {
  const body = JSON.stringify({ query, variables })
  const answer = await pool.request({ method: 'POST', path: `/${subgraph}`, headers: jsonHeaders, body })
  return JSON.parse(await answer.body.text()).data
}

const references = (type: string, ids: Iterable<string>) => Array.from(ids, (id) => ({ __typename: type, id }))

async function deep(variables: object): Promise<object> {
  const [roots, { topPrints }] = await Promise.all([
    ask<{ visitor: Person; people: Person[] }>(
      'people',
      'query($id:ID!){visitor:person(id:$id){id name} people(first:6){id handle name}}',
      variables,
    ),
    ask<{ topPrints: Print[] }>('prints', '{topPrints(first:5){id title price weightGrams}}', {}),
  ])

  const { ofPeople, ofPrints } = await ask<{ ofPeople: Person[]; ofPrints: Print[] }>(
    'reviews',
    `query($people:[_Any!]!,$prints:[_Any!]!){
      ofPeople:_entities(representations:$people){...on Person{reviews{...R print{id reviews{...A}}}}}
      ofPrints:_entities(representations:$prints){...on Print{reviews{...A}}}
    }
    fragment A on Review{...R author{id reviews{...R print{id}}}}
    fragment R on Review{id stars body}`,
    {
      people: references('Person', idsOf(roots.people)),
      prints: references('Print', idsOf(topPrints)),
    },
  )
  const people: Person[] = []
  const prints: Print[] = [...topPrints]
  for (const [index, person] of roots.people.entries()) {
    person.reviews = ofPeople[index]?.reviews ?? []
    for (const { print } of person.reviews) if (print) collectReviewed(print, people, prints)
  }
  for (const [index, print] of topPrints.entries()) {
    print.reviews = ofPrints[index]?.reviews ?? []
    for (const { author } of print.reviews) if (author) collectAuthor(author, people, prints)
  }

  const printIds = new Set(idsOf(prints))
  const personIds = new Set(idsOf(people))
  const [described, named] = await Promise.all([
    ask<{ _entities: Print[] }>(
      'prints',
      'query($r:[_Any!]!){_entities(representations:$r){...on Print{id title price weightGrams}}}',
      { r: references('Print', printIds) },
    ),
    ask<{ _entities: Person[] }>(
      'people',
      'query($r:[_Any!]!){_entities(representations:$r){...on Person{id handle name}}}',
      { r: references('Person', personIds) },
    ),
  ])
  const { _entities: stocked } = await ask<{ _entities: Print[] }>(
    'stock',
    'query($r:[_Any!]!){_entities(representations:$r){...on Print{isInStock shippingCost}}}',
    {
      r: described._entities.map(({ id, price, weightGrams }) => ({ __typename: 'Print', id, price, weightGrams })),
    },
  )
  for (const [index, print] of described._entities.entries()) Object.assign(print, stocked[index])

  const printOf = new Map(described._entities.map((print) => [print.id, print]))
  const personOf = new Map(named._entities.map((person) => [person.id, person]))
  for (const print of prints) Object.assign(print, printOf.get(print.id))
  for (const person of people) Object.assign(person, personOf.get(person.id))
  return { visitor: roots.visitor, people: roots.people, topPrints }
}

function collectReviewed(print: Print, people: Person[], prints: Print[]): void {
  prints.push(print)
  for (const { author } of print.reviews ?? []) if (author) collectAuthor(author, people, prints)
}

function collectAuthor(author: Person, people: Person[], prints: Print[]): void {
  people.push(author)
  for (const { print } of author.reviews ?? []) if (print) prints.push(print)
}

async function medium(variables: { id: string }): Promise<object> {
  const [{ person }, { topPrints }] = await Promise.all([
    ask<{ person: Person }>('people', 'query($id:ID!){person(id:$id){id handle name}}', variables),
    ask<{ topPrints: Print[] }>('prints', '{topPrints(first:4){id title price weightGrams}}', {}),
  ])
  const { ofPeople, ofPrints } = await ask<{ ofPeople: Person[]; ofPrints: Print[] }>(
    'reviews',
    `query($people:[_Any!]!,$prints:[_Any!]!){
      ofPeople:_entities(representations:$people){...on Person{reviews{id stars body print{id}}}}
      ofPrints:_entities(representations:$prints){...on Print{reviews{id stars body author{id}}}}
    }`,
    { people: references('Person', [person.id]), prints: references('Print', idsOf(topPrints)) },
  )
  person.reviews = ofPeople[0]?.reviews ?? []
  for (const [index, print] of topPrints.entries()) print.reviews = ofPrints[index]?.reviews ?? []

  const reviewed = person.reviews.flatMap(({ print }) => print ?? [])
  const authors = topPrints.flatMap(({ reviews }) => (reviews ?? []).flatMap(({ author }) => author ?? []))
  const [described, named] = await Promise.all([
    ask<{ _entities: Print[] }>(
      'prints',
      'query($r:[_Any!]!){_entities(representations:$r){...on Print{id title price}}}',
      { r: references('Print', new Set(idsOf(reviewed))) },
    ),
    ask<{ _entities: Person[] }>(
      'people',
      'query($r:[_Any!]!){_entities(representations:$r){...on Person{id handle}}}',
      { r: references('Person', new Set(idsOf(authors))) },
    ),
  ])
  const printOf = new Map(described._entities.map((print) => [print.id, print]))
  const personOf = new Map(named._entities.map((author) => [author.id, author]))
  for (const print of reviewed) Object.assign(print, printOf.get(print.id))
  for (const author of authors) Object.assign(author, personOf.get(author.id))
  return { person, topPrints }
}

const small = (variables: object) => ask<object>('people', 'query($id:ID!){person(id:$id){id name}}', variables)

const idsOf = (entities: readonly { readonly id: string }[]) => entities.map(({ id }) => id)

const answers = new Map<string, (variables: { id: string }) => Promise<object>>([
  [queries.deep, deep],
  [queries.medium, medium],
  [queries.small, small],
])

createServer(async (request, response) => {
  try {
    const { query, variables } = JSON.parse(await requestText(request))
    const data = await answers.get(query)?.(variables)
    const reply = Buffer.from(JSON.stringify({ data }))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.length }).end(reply)
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
}).listen(Number(port), '127.0.0.1')
