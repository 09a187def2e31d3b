import type { Resolvers } from '../generated/resolvers.ts'
import { hashtagOf } from '../hashtag-of.ts'

export const spans = {
  RichText: { spans: ({ spans }) => [...(spans ?? [])] },
  TextSpan: {
    target: ({ target }) => {
      if (target.kind === 'user') return { __typename: 'User', id: target.id }
      if (target.kind === 'hashtag') return { __typename: 'Hashtag', ...hashtagOf(target.name) }
      return { __typename: 'ExternalLink', url: target.url }
    },
  },
} satisfies Resolvers
