/** Who sees what, said a second time and in other words than subgraphs/social/policy.ts: what the test compares with. */

/** A person of the crowd by number; -1 is somebody who is not signed in. */
export type Person = number
export const STRANGER = -1

export type Kind = 'User' | 'Post' | 'Board' | 'BoardSection' | 'Pin' | 'Comment' | 'List' | 'Asset'

export interface Thing {
  readonly id: string
  readonly kind: Kind
  readonly by: Person
  /** A word that stands in its text or name, and nowhere else. */
  readonly word: string | null
  /** Of a post its visibility, or what became of it; of a board its privacy. */
  readonly what: string
  /** The post of a comment, a repost or an asset, the board of a pin or a section. */
  readonly on?: Thing
}

export interface Relations {
  /** "0 1": the first follows the second, or has blocked them. */
  readonly follows: Set<string>
  readonly blocks: Set<string>
  readonly isPrivate: Set<Person>
  /** "id 1": the person takes part in the board. */
  readonly members: Set<string>
  readonly invited: Set<string>
  /** Ids of things that are gone. */
  readonly gone: Set<string>
}

const isApart = ({ blocks }: Relations, viewer: Person, other: Person) =>
  blocks.has(`${viewer} ${other}`) || blocks.has(`${other} ${viewer}`)

/** Whether the viewer may see what somebody shows to everybody. */
export const reaches = (relations: Relations, viewer: Person, other: Person): boolean =>
  viewer === other ||
  (!isApart(relations, viewer, other) &&
    (!relations.isPrivate.has(other) || relations.follows.has(`${viewer} ${other}`)))

export function maySee(relations: Relations, viewer: Person, thing: Thing): boolean {
  const { by, kind, what, on, id } = thing
  if (relations.gone.has(id)) return false
  const isOwn = viewer === by
  switch (kind) {
    case 'User':
      return true
    case 'List':
      return isOwn
    case 'Post':
      if (on && !maySee(relations, viewer, on)) return false
      if (isOwn) return true
      if (!reaches(relations, viewer, by)) return false
      if (what === 'FOLLOWERS') return relations.follows.has(`${viewer} ${by}`)
      return what === 'PUBLIC' || what === 'UNLISTED'
    case 'Comment':
      return maySee(relations, viewer, on as Thing) && !isApart(relations, viewer, by)
    case 'Board': {
      if (isOwn) return true
      if (isApart(relations, viewer, by)) return false
      return relations.members.has(`${id} ${viewer}`) || (what === 'PUBLIC' && reaches(relations, viewer, by))
    }
    case 'BoardSection':
    case 'Asset':
      return maySee(relations, viewer, on as Thing)
    case 'Pin':
      return maySee(relations, viewer, on as Thing) && (viewer === on?.by || !isApart(relations, viewer, by))
  }
}
