import { nameId } from '@varal/platform/name-id'
import type { HashtagId } from '@varal/schema/ids'

export interface HashtagModel {
  readonly id: HashtagId
  readonly name: string
}

/** Every well-formed word is a hashtag, whether anybody uses it or not: nothing is told by there being one. */
export const hashtagOf = (name: string): HashtagModel => ({ id: nameId('Hashtag', name), name })
