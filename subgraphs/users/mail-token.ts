import { characters } from '@varal/platform/plain-text'
import { z } from 'zod'
import { CODE_CHARACTERS_MAX } from './mail/mail-code.ts'

/** A code from a mail, as people copy it. */
export const mailToken = z.string().trim().check(characters(1, CODE_CHARACTERS_MAX))
