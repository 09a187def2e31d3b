import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import type { Language } from '@varal/schema/messages'
import { and, eq } from 'drizzle-orm'
import { lockBoardsOf } from '../advisory-lock.ts'
import { boards } from '../boards/tables.ts'

const names: Readonly<Record<Language, string>> = { en: 'Saved', es: 'Guardados', 'pt-BR': 'Salvos' }

/** The board where a person saves without naming one; made when there is none. It tells nobody of it until they say so. */
export async function defaultBoardOf(work: Work, { id: ownerId }: Actor, language: Language): Promise<BoardId> {
  const find = async () => {
    const [board] = await work.db
      .select({ id: boards.id })
      .from(boards)
      .where(and(eq(boards.ownerId, ownerId), eq(boards.isDefault, true)))
    return board?.id
  }
  const known = await find()
  if (known) return known
  await lockBoardsOf(work.db, ownerId)
  const made = await find()
  if (made) return made

  const board = {
    ...{ id: mintId('Board', work.at), ownerId, name: names[language], description: null },
    ...{ privacy: 'SECRET' as const, isDefault: true, createdAt: work.at, updatedAt: work.at },
  }
  await work.db.insert(boards).values(board)
  work.announce('social.board.created', { boardId: board.id, ownerId, isSecret: true })
  return board.id
}
