import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Ask, askAs, dataOf, openAs, replayAs } from './asking.ts'
import type { Crowd } from './crowd.ts'
import { type Kind, maySee, type Person, STRANGER, type Thing } from './may-see.ts'
import { attempts } from './refusals.ts'
import { thingsShown } from './things-shown.ts'
import { ownStreams, ownViews, searchesFor, type View, viewsOf, watchesOf } from './views.ts'

/** What an id leads to. An asset is shown to whoever has its id, so that only where its id comes up is looked at. */
const KINDS: readonly Kind[] = ['User', 'Post', 'Board', 'BoardSection', 'Pin', 'Comment', 'List']
/** How many requests are under way at once. */
const AT_ONCE = 12

/** Looks everywhere as everybody. A cell is one viewer, one thing and one way to it; each gives what is wrong, in words. */
export function sweepOf(gatewayUrl: string, crowd: Crowd) {
  const missing = Object.fromEntries(KINDS.map((kind) => [kind, encodeId(kind, mintId(kind, new Date()) as never)]))
  const everybody: readonly Person[] = [STRANGER, ...crowd.people.keys()]
  let cells = 0

  const tokenOf = (viewer: Person) => {
    const person = crowd.people[viewer]
    return person ? async () => person.accessToken : null
  }
  const asking = (viewer: Person): Ask => askAs(gatewayUrl, tokenOf(viewer))
  const sees = (viewer: Person, thing: Thing) => maySee(crowd.relations, viewer, thing)
  const said = (viewer: Person, how: string, thing: Thing) =>
    `${crowd.people[viewer]?.name ?? 'a stranger'}, ${how}: ${thing.kind} ${thing.what} of ${crowd.people[thing.by]?.name} (${thing.word ?? thing.id})`

  /** What an answer shows of what the viewer may not see. */
  const leaksIn = (viewer: Person, how: string, answer: unknown) =>
    [...thingsShown(answer, crowd.byId, crowd.byWord)]
      .filter((thing) => !sees(viewer, thing))
      // Who is invited knows what to.
      .filter(({ id }) => !(how === 'boardInvitations' && crowd.relations.invited.has(`${id} ${viewer}`)))
      .map((thing) => `${said(viewer, how, thing)} shows through`)

  /** Asks the same of a thing and of nothing. */
  async function compare(viewer: Person, how: string, thing: Thing, ask: (id: string) => Promise<string>) {
    cells++
    const nothing = missing[thing.kind] ?? ''
    const [answer, none] = await Promise.all([ask(thing.id), ask(nothing)])
    // Who may try again later has been told nothing.
    if ([answer, none].some((text) => text.includes('"RATE_LIMITED"'))) return []
    return answer.replaceAll(thing.id, 'ID') === none.replaceAll(nothing, 'ID')
      ? []
      : [`${said(viewer, how, thing)} answers ${answer}, not ${none}`]
  }

  const hiddenFrom = (viewer: Person) =>
    crowd.things.filter((thing) => KINDS.includes(thing.kind) && !sees(viewer, thing))
  /** One of each sort of what somebody may not see. */
  const someHiddenFrom = (viewer: Person) =>
    Map.groupBy(
      hiddenFrom(viewer),
      ({ kind, what, by }) => `${kind} ${what} ${by === viewer} ${crowd.relations.isPrivate.has(by)}`,
    )
      .values()
      .map(([first]) => first as Thing)
      .toArray()

  return {
    cells: () => cells,

    /** By every id, at every field. */
    byId: (viewers = everybody, things = crowd.things) =>
      collect(
        viewers.flatMap((viewer) => KINDS.flatMap((kind) => viewsOf(kind).map((view) => ({ viewer, kind, view })))),
        async ({ viewer, kind, view }) => {
          const nothing = missing[kind] ?? ''
          const none = (await asking(viewer)(view.query, { id: nothing })).replaceAll(nothing, 'ID')
          const wrong: string[] = []
          for (const thing of things.filter((one) => one.kind === kind)) {
            cells++
            const answer = await asking(viewer)(view.query, { id: thing.id })
            const isLikeNothing = answer.replaceAll(thing.id, 'ID') === none
            if (isLikeNothing === sees(viewer, thing)) wrong.push(`${said(viewer, view.name, thing)} answers ${answer}`)
            wrong.push(...leaksIn(viewer, `${view.name} of ${thing.what}`, dataOf(answer)))
          }
          return wrong
        },
      ),

    /** In every feed, list and search, and in every stream of the viewer's own from its beginning. */
    everywhere: (viewers = everybody) => {
      const searches = ['about', 'board', 'see', ...crowd.byWord.keys().take(20)].flatMap(searchesFor)
      const looks = viewers.flatMap((viewer) => [
        ...[...ownViews, ...searches].map((view) => ({ viewer, view, after: null })),
        ...ownStreams.flatMap((view) => {
          const after = crowd.cursors.get(`${view.name} ${viewer}`)
          return after === undefined ? [] : [{ viewer, view, after }]
        }),
      ])
      return collect(looks, async ({ viewer, view, after }) => {
        cells += hiddenFrom(viewer).length
        if (after === null) return leaksIn(viewer, view.name, dataOf(await asking(viewer)(view.query)))
        const items = await replayAs(gatewayUrl, tokenOf(viewer), view.query, { after })
        return leaksIn(viewer, view.name, items)
      })
    },

    /** By every mutation that takes an id. */
    byMutation: (viewers = everybody) =>
      collect(
        viewers.flatMap((viewer) =>
          someHiddenFrom(viewer).flatMap((thing) => attempts.map((attempt) => ({ viewer, thing, attempt }))),
        ),
        async ({ viewer, thing, attempt }) =>
          // An invitation can be answered before the board is seen.
          crowd.relations.invited.has(`${thing.id} ${viewer}`)
            ? []
            : compare(viewer, attempt.name, thing, (id) => asking(viewer)(attempt.query, { input: attempt.input(id) })),
      ),

    /** By every subscription that takes an id. */
    byStream: (viewers = everybody) =>
      collect(
        viewers.flatMap((viewer) =>
          someHiddenFrom(viewer).flatMap((thing) => watchesOf(thing.kind).map((view) => ({ viewer, thing, view }))),
        ),
        async ({ viewer, thing, view }) =>
          compare(viewer, view.name, thing, (id) => openAs(gatewayUrl, tokenOf(viewer))(view.query, { id })),
      ),

    /** All that the viewers can look at, by what and as whom; what comes and goes by itself left out. */
    async snapshot(viewers: readonly Person[], things: readonly Thing[]): Promise<Map<string, string>> {
      const looks = viewers.flatMap((viewer) => [
        ...[...ownViews, ...searchesFor('about')].map((view) => ({ viewer, view, thing: null })),
        ...things
          .filter((thing) => sees(viewer, thing))
          .flatMap((thing) => viewsOf(thing.kind).map((view: View) => ({ viewer, view, thing }))),
      ])
      const seen = new Map<string, string>()
      await collect(looks, async ({ viewer, view, thing }) => {
        const answer = await asking(viewer)(view.query, thing ? { id: thing.id } : {})
        // What is popular is ranked by the second: what is there counts, not the order.
        const isRanked = view.name === 'forYou'
        const shown = isRanked
          ? [...thingsShown(dataOf(answer), crowd.byId, crowd.byWord)].map(({ id }) => id).sort()
          : []
        seen.set(`${viewer} ${view.name} ${thing?.word ?? thing?.id ?? ''}`, isRanked ? shown.join() : answer)
        return []
      })
      return seen
    },
  }
}

async function collect<One>(all: readonly One[], act: (one: One) => Promise<readonly string[]>): Promise<string[]> {
  const rest = [...all]
  const found: string[] = []
  const work = async () => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) found.push(...(await act(one)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found.sort()
}
