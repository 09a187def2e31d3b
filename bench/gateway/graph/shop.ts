// A shop for photographic prints, as data: small enough to be read, and deterministic. Two parts that do not meet.
//
// The first six people and nine prints review each other closely, so that a deep query comes upon the same few of them
// again and again, as the pages of a real network do. Everybody else is alike: a query about one of them weighs the same
// whoever it is about.

export interface Person {
  readonly id: string
  readonly handle: string
  readonly name: string
}

export interface Print {
  readonly id: string
  readonly title: string
  /** Cents. */
  readonly price: number
  readonly weightGrams: number
}

export interface Review {
  readonly id: string
  readonly authorId: string
  readonly printId: string
  /** 1 to 5. */
  readonly stars: number
  readonly body: string
}

/** Ids of the people who are alike. */
export const ALIKE_FROM = 1_001
export const ALIKE_COUNT = 1_000
const CATALOGUE_FROM = 101
const CATALOGUE_COUNT = 200
const REVIEWS_EACH = 10

const closePeople: Person[] = [
  { id: '1', handle: 'ada.ferreira', name: 'Ada Ferreira' },
  { id: '2', handle: 'ben.okafor', name: 'Ben Okafor' },
  { id: '3', handle: 'cleo.martins', name: 'Cleo Martins' },
  { id: '4', handle: 'davi.costa', name: 'Davi Costa' },
  { id: '5', handle: 'elin.berg', name: 'Elin Berg' },
  { id: '6', handle: 'farid.haddad', name: 'Farid Haddad' },
]

const closePrints: Print[] = [
  { id: '1', title: 'Laundry over Rua da Bica', price: 4_900, weightGrams: 310 },
  { id: '2', title: 'Fog on the river, first light', price: 12_900, weightGrams: 980 },
  { id: '3', title: 'Two swimmers', price: 2_900, weightGrams: 120 },
  { id: '4', title: 'Tiles, blue', price: 89_900, weightGrams: 5_400 },
  { id: '5', title: 'Dog asleep in a doorway', price: 5_400, weightGrams: 310 },
  { id: '6', title: 'Tram 28 in the rain', price: 7_900, weightGrams: 640 },
  { id: '7', title: 'A field of stone pines', price: 14_500, weightGrams: 1_150 },
  { id: '8', title: 'Grandmother with oranges', price: 3_200, weightGrams: 120 },
  { id: '9', title: 'Night bus', price: 6_100, weightGrams: 450 },
]

const closeReviews: Review[] = [
  { id: '1', authorId: '1', printId: '1', stars: 5, body: 'Every morning a little different.' },
  { id: '2', authorId: '1', printId: '2', stars: 4, body: 'Greys that no screen shows.' },
  { id: '3', authorId: '2', printId: '3', stars: 3, body: 'Smaller than I had thought.' },
  { id: '4', authorId: '2', printId: '1', stars: 5, body: 'Hangs in the kitchen now.' },
  { id: '5', authorId: '3', printId: '4', stars: 4, body: 'Heavy, and worth it.' },
  { id: '6', authorId: '4', printId: '5', stars: 5, body: 'Our dog barked at it.' },
  { id: '7', authorId: '5', printId: '6', stars: 2, body: 'Came with a bent corner.' },
  { id: '8', authorId: '5', printId: '2', stars: 5, body: 'Quiet. I look at it a lot.' },
  { id: '9', authorId: '6', printId: '7', stars: 4, body: 'The green is exactly right.' },
  { id: '10', authorId: '6', printId: '8', stars: 5, body: 'She looks like mine.' },
  { id: '11', authorId: '3', printId: '9', stars: 3, body: 'A bit dark for our hall.' },
  { id: '12', authorId: '1', printId: '5', stars: 4, body: 'My daughter chose it.' },
  { id: '13', authorId: '2', printId: '2', stars: 5, body: 'Better than the window.' },
  { id: '14', authorId: '3', printId: '1', stars: 4, body: 'Smells of ink for a week.' },
  { id: '15', authorId: '4', printId: '1', stars: 5, body: 'I grew up in that street.' },
  { id: '16', authorId: '4', printId: '3', stars: 4, body: 'Cold water, one can feel it.' },
  { id: '17', authorId: '5', printId: '5', stars: 3, body: 'Nice, though the frame was loose.' },
  { id: '18', authorId: '6', printId: '3', stars: 5, body: 'Bought a second one as a gift.' },
  { id: '19', authorId: '2', printId: '6', stars: 4, body: 'Yellow against the rain.' },
  { id: '20', authorId: '4', printId: '7', stars: 3, body: 'Too wide for the stairs.' },
  { id: '21', authorId: '1', printId: '8', stars: 5, body: 'Warm, without being sweet.' },
  { id: '22', authorId: '5', printId: '4', stars: 4, body: 'Took two people to hang.' },
  { id: '23', authorId: '3', printId: '2', stars: 5, body: 'The paper alone is worth it.' },
  { id: '24', authorId: '6', printId: '1', stars: 4, body: 'A good gift for who left.' },
  { id: '25', authorId: '4', printId: '9', stars: 5, body: 'I know that driver.' },
]

const count = (length: number) => Array.from({ length }, (_, index) => index)

const catalogue = count(CATALOGUE_COUNT).map(
  (index): Print => ({
    id: String(CATALOGUE_FROM + index),
    title: `Contact sheet ${index + 1} of ${CATALOGUE_COUNT}`,
    price: 1_500 + 25 * index,
    weightGrams: 80 + index,
  }),
)

const alike = count(ALIKE_COUNT).map(
  (index): Person => ({
    id: String(ALIKE_FROM + index),
    handle: `visitor.${ALIKE_FROM + index}`,
    name: `Visitor ${ALIKE_FROM + index}`,
  }),
)

const reviewsOfThose = alike.flatMap(({ id }, index) =>
  count(REVIEWS_EACH).map(
    (nth): Review => ({
      id: `${id}-${nth + 1}`,
      authorId: id,
      printId: String(CATALOGUE_FROM + ((index * REVIEWS_EACH + nth * 7) % CATALOGUE_COUNT)),
      stars: 1 + ((index + nth) % 5),
      body: 'Sharp to the edges, honest paper, packed well. The second one that I have from this series, and not the last.',
    }),
  ),
)

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]))

export const people = byId([...closePeople, ...alike])
export const prints = byId([...closePrints, ...catalogue])
const reviews = [...closeReviews, ...reviewsOfThose]

export const reviewsOfPerson = Map.groupBy(reviews, ({ authorId }) => authorId)
export const reviewsOfPrint = Map.groupBy(reviews, ({ printId }) => printId)
