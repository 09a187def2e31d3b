import type { Id, IdKind } from '@varal/schema/ids'
import { v7 } from 'uuid'

let lastMs = 0
let sequence = 0

/**
 * A new UUIDv7 (RFC 9562, 5.7), which sorts after every id that this process minted before, even within a millisecond
 * or after the clock was set back.
 */
export function mintId<Kind extends IdKind>(_kind: Kind, now: Date): Id<Kind> {
  const ms = now.getTime()
  if (ms > lastMs) {
    lastMs = ms
    // Room to count upwards: the upper half of the 32 bits stays free.
    sequence = Math.floor(Math.random() * 0x7fff_ffff)
  } else {
    sequence += 1
  }
  return v7({ msecs: lastMs, seq: sequence }) as Id<Kind>
}
