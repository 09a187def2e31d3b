import { readHandle } from '../handle.ts'
import type { SignInCodeRow } from './tables.ts'

/** What a newcomer's form begins with. */
export interface SuggestedProfile {
  readonly name: string | null
  readonly handle: string | null
  readonly email: string | null
}

const HANDLE_CHARACTERS_MAX = 30

/** Made of what the provider has said; whether the handle is free, only registering tells. */
export function suggestedProfile({ displayName, email }: SignInCodeRow): SuggestedProfile {
  const base = email?.split('@')[0] ?? displayName ?? ''
  const handle = readHandle(base.replace(/[^\p{L}\p{N}_.]+/gu, '_').slice(0, HANDLE_CHARACTERS_MAX))
  return { name: displayName, handle, email }
}
