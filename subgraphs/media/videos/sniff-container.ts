/** ffmpeg's names of the demuxers that bytes from strangers may meet. Chosen by content and forced: guessing opens playlists. */
export type Container = 'mov' | 'matroska'

/** How many bytes decide. */
export const SNIFFED_BYTES = 64

const PICTURE_BRANDS = ['avif', 'avis', 'mif1', 'msf1', 'heic', 'heix', 'hevc', 'heim', 'heis']

/** What a file says it is in its first bytes; null if it is no video of a kind that we accept. */
export function sniffContainer(head: Buffer): Container | null {
  if (head.length >= 12 && head.toString('latin1', 4, 8) === 'ftyp') {
    return PICTURE_BRANDS.includes(head.toString('latin1', 8, 12)) ? null : 'mov'
  }
  // EBML; which of its document types it is stands a few bytes further.
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) {
    const start = head.toString('latin1', 4)
    return start.includes('webm') || start.includes('matroska') ? 'matroska' : null
  }
  return null
}
