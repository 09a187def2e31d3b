import { optionalParagraphs } from '@varal/platform/plain-text'
import { limits } from './limits.ts'

/** What a picture shows, for those who do not see it; null if there is no description. */
export const altText = optionalParagraphs(limits.altTextCharactersMax)
