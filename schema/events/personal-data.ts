import { z } from 'zod'
import { DataExportId, ErasureId, UserId } from '../ids.ts'

/** Nothing is left of the person in this subgraph, nor can anything come any more: what it tells after this is of others. */
export const erased = z.object({ userId: UserId, erasureId: ErasureId })

/** What this subgraph holds of the person lies in the object store. */
export const exported = z.object({ exportId: DataExportId })
