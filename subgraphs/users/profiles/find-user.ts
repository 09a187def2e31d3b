import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import type { UserId } from '@varal/schema/ids'
import { readHandle } from '../handle.ts'
import type { Ctx } from '../loaders.ts'
import type { UserModel } from '../models.ts'

interface Names {
  readonly id?: string | null | undefined
  readonly handle?: string | null | undefined
}

/** The person with this id or this handle, or null. @throws BAD_REQUEST unless exactly one of them is given. */
export async function findUser({ id, handle }: Names, { load }: Ctx): Promise<UserModel | null> {
  if ((id == null) === (handle == null)) throw new Mistake('BAD_REQUEST', 'Give either `id` or `handle`.')
  if (id != null) {
    const userId = decodeId('User', id)
    return userId === null ? null : load.user.load(userId)
  }
  const folded = readHandle(handle)
  return folded === null ? null : load.userByHandle.load(folded)
}

/** For the gateway: whom a reference from another subgraph, already decoded, means. */
export function findReferencedUser(reference: object, { load }: Ctx): Promise<UserModel | null> | null {
  if ('id' in reference) return load.user.load(reference.id as UserId)
  const folded = 'handle' in reference ? readHandle(reference.handle) : null
  return folded === null ? null : load.userByHandle.load(folded)
}
