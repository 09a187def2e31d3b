import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Person, registerPerson } from '@varal/clients/sdk/person'
import { SingleBar } from 'cli-progress'
import { main } from './main.ts'
import { pictures } from './pictures.ts'
import { SetupError } from './servers/setup-error.ts'
import { useVaral } from './use-varal.ts'

const PEOPLE_AT_ONCE = 8
const POSTS_EACH = 3
const FOLLOWS_EACH = 20
const LIKES_EACH = 8
const PICTURES = 60

/** A rank below `count`: the first is chosen most, rank r about in proportion to 1 / (r + 1). */
const powerLaw = (count: number) => Math.min(count - 1, Math.floor(count ** Math.random()) - 1)

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item

const firstNames = [
  'Ana',
  'Bia',
  'Caio',
  'Davi',
  'Elisa',
  'Fabio',
  'Gabi',
  'Hugo',
  'Iara',
  'Joao',
  'Kira',
  'Luiza',
  'Mateus',
  'Nina',
  'Otto',
  'Pedro',
  'Rita',
  'Sol',
  'Tina',
  'Vera',
]
const lastNames = [
  'Almeida',
  'Barros',
  'Costa',
  'Duarte',
  'Esteves',
  'Ferreira',
  'Gomes',
  'Lima',
  'Moreira',
  'Nunes',
  'Oliveira',
  'Pires',
  'Rocha',
  'Silva',
  'Teixeira',
  'Vieira',
]
const things = [
  'A bicicleta',
  'A janela azul',
  'A rede',
  'A receita de pão',
  'A xícara',
  'O café',
  'O jardim',
  'O mercado',
  'O telhado',
  'O vestido',
]
const moods = [
  'ao amanhecer',
  'da minha avó',
  'depois da chuva',
  'em Olinda',
  'no domingo',
  'para guardar',
  'que eu queria',
  'sem pressa',
]
const sentence = () => `${pick(things)} ${pick(moods)}`

// npm run seed -- --users 1000: a believable world, made through the public API.
await main(async () => {
  const { values } = parseArgs({ options: { users: { type: 'string', default: '1000' } } })
  const users = Number(values.users)
  if (!Number.isInteger(users) || users < 2 || users > 100_000)
    throw new SetupError('--users is a whole number from 2 to 100000.')

  await using varal = await useVaral()
  const people: Person[] = []
  await withBar('people', users, async (number) => {
    const firstName = pick(firstNames)
    const handle = `${firstName.toLowerCase()}_${randomUUID().slice(0, 8)}`
    const name = `${firstName} ${pick(lastNames)}`
    people[number] = await registerPerson(varal.gatewayUrl, {
      name,
      handle,
      email: `${handle}@example.org`,
      password: randomUUID(),
    })
  })
  // Who came first is followed most: the number of followers falls as a power of the rank.
  await withBar('follows', users * FOLLOWS_EACH, async (number) => {
    const follower = people[Math.floor(number / FOLLOWS_EACH)]
    const followee = people[powerLaw(users)]
    if (follower && followee && follower !== followee) await follower.follows(followee)
  })

  const photos = pictures()
  const assets = new Map<Person, string>()
  const photographers = people.slice(0, Math.min(PICTURES, users))
  await withBar('pictures', photographers.length, async (number) => {
    const person = photographers[number]
    if (person) assets.set(person, await person.uploads(await photos.next()))
  })
  const posts: string[] = []
  await withBar('posts', users * POSTS_EACH, async (number) => {
    const author = people[number % users]
    if (!author) return
    const asset = assets.get(author)
    posts.push(await author.publishes({ text: sentence(), ...(asset ? { assetIds: [asset] } : {}) }))
  })
  await withBar('likes', users * LIKES_EACH, async (number) => {
    const post = posts[powerLaw(posts.length)]
    if (post) await people[number % users]?.likes(post)
  })
  for (const person of people) await person[Symbol.asyncDispose]()
  console.log(`\n${users} people, ${posts.length} posts. Explorer: ${varal.gatewayUrl}`)
})

/** Does something `total` times, eight at once, with a bar that shows the rate and the end. */
async function withBar(what: string, total: number, act: (number: number) => Promise<void>): Promise<void> {
  const bar = new SingleBar({
    format: `${what.padEnd(9)} {bar} {value}/{total}  {rate}/s  {eta_formatted} left`,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  })
  bar.start(total, 0, { rate: 0 })
  const beganMs = performance.now()
  let next = 0
  let finished = 0
  const worker = async () => {
    while (next < total) {
      await act(next++)
      finished++
      bar.update(finished, { rate: Math.round(finished / ((performance.now() - beganMs) / 1_000)) })
    }
  }
  try {
    await Promise.all(Array.from({ length: PEOPLE_AT_ONCE }, worker))
  } finally {
    bar.stop()
  }
}
