import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { ListId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import { addToList, changeMembersInput, removeFromList } from './change-members.ts'
import { createList, createListInput, deleteList, deleteListInput, updateList, updateListInput } from './create-list.ts'
import { listsOf } from './reads.ts'

const listOfPayload = ({ list }: { list?: { id: ListId } }, _args: unknown, ctx: Ctx) =>
  list ? ctx.load.list.load(list.id) : null

export const lists = {
  Query: {
    list: (_query, { id }, ctx) => {
      const listId = decodeId('List', id)
      return listId && ctx.load.list.load(listId)
    },
    lists: (_query, args, ctx) =>
      chronological('lists', ctx, args, {
        of: signedIn(ctx.viewer),
        load: { load: async (person, request) => listsOf(ctx.db)(person, request) },
        at: (list) => [list.createdAt, list.id],
        node: (list) => list,
      }),
  },
  Mutation: {
    createList: mutation(createListInput, createList),
    updateList: mutation(updateListInput, updateList),
    deleteList: mutation(deleteListInput, deleteList),
    addToList: mutation(changeMembersInput, addToList),
    removeFromList: mutation(changeMembersInput, removeFromList),
  },
  ListPayload: { list: listOfPayload },
  DeleteListPayload: {
    deletedListId: ({ deletedListId }) => (deletedListId ? encodeId('List', deletedListId) : null),
  },
  List: {
    __resolveReference: ({ id }, ctx) => ctx.load.list.load(id as ListId),
    members: (list, args, ctx) =>
      chronological('members-of-list', ctx, args, {
        of: list.id,
        load: ctx.load.membersOfList,
        at: (member) => [member.addedAt, member.memberId],
        node: (member) => ({ id: member.memberId }),
      }),
    posts: (list, args, ctx) =>
      chronological('posts-of-list', ctx, args, {
        of: list.id,
        load: ctx.load.postsOfList,
        at: (post) => [post.publishedAt as Date, post.id],
        node: (post) => post,
      }),
  },
} satisfies Resolvers
