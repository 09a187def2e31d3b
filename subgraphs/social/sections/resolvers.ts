import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { BoardId, SectionId } from '@varal/schema/ids'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import type { BoardModel } from '../models.ts'
import { createSection, createSectionInput } from './create-section.ts'
import { deleteSection, deleteSectionInput } from './delete-section.ts'
import { renameSection, renameSectionInput } from './rename-section.ts'
import { reorderSections, reorderSectionsInput } from './reorder-sections.ts'

const boardOfPayload = ({ board }: { board?: { id: BoardId } }, _args: unknown, ctx: Ctx) =>
  board ? ctx.load.board.load(board.id) : null

export const sections = {
  Mutation: {
    createSection: mutation(createSectionInput, createSection),
    renameSection: mutation(renameSectionInput, renameSection),
    deleteSection: mutation(deleteSectionInput, deleteSection),
    reorderSections: mutation(reorderSectionsInput, reorderSections),
  },
  SectionPayload: { section: ({ section }, _args, ctx) => (section ? ctx.load.section.load(section.id) : null) },
  DeleteSectionPayload: {
    deletedSectionId: ({ deletedSectionId }) => (deletedSectionId ? encodeId('BoardSection', deletedSectionId) : null),
    board: boardOfPayload,
  },
  ReorderSectionsPayload: { board: boardOfPayload },
  Board: { sections: ({ id }, _args, ctx) => ctx.load.sectionsOfBoard.load(id) },
  BoardSection: {
    __resolveReference: ({ id }, ctx) => ctx.load.section.load(id as SectionId),
    // Seen before its sections.
    board: ({ boardId }, _args, ctx) => ctx.load.board.load(boardId) as Promise<BoardModel>,
  },
} satisfies Resolvers
