import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, SectionId } from '@varal/schema/ids'
import { asc, eq, getTableColumns } from 'drizzle-orm'
import { boardFacts } from '../boards/reads.ts'
import { boards } from '../boards/tables.ts'
import { canViewBoard } from '../policy.ts'
import { type SectionRow, sections } from './tables.ts'

export const SECTIONS_MAX = 500

/** Those of the sections whose board the viewer sees. */
export const visibleSections =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly SectionId[]): Promise<SectionRow[]> => {
    const rows = await db
      .select({ section: getTableColumns(sections), board: boardFacts(viewer) })
      .from(sections)
      .innerJoin(boards, eq(boards.id, sections.boardId))
      .where(among(sections.id, ids))
    return rows.filter((row) => canViewBoard(viewer, row.board)).map((row) => row.section)
  }

/** All sections of each board, in their order. The boards are ones that the viewer sees. */
export const sectionsOfBoards = (db: Db) => (boardIds: readonly BoardId[]) =>
  db
    .select()
    .from(sections)
    .where(among(sections.boardId, boardIds))
    .orderBy(asc(sections.boardId), asc(sections.position), asc(sections.id))

/** Whether it is a section of the board. */
export async function isSectionOf(db: Db, sectionId: SectionId, boardId: BoardId): Promise<boolean> {
  const [section] = await db.select().from(sections).where(eq(sections.id, sectionId))
  return section?.boardId === boardId
}
