import { paragraphs } from '@varal/platform/plain-text'

const CHARACTERS_MAX = 2_000

/** What somebody says in a comment. Empty only beside a picture. */
export const commentText = paragraphs(0, CHARACTERS_MAX)

const words = paragraphs(1, CHARACTERS_MAX)

/** Whether there is anything to be read. */
export const saysSomething = (text: string): boolean => words.safeParse(text).success
