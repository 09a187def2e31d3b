// What a server sends over a WebSocket: final text frames without a mask (RFC 6455, 5.2).

const FINAL_TEXT = 0x81
const HEADER_BYTES_MAX = 10

/** The text as a frame. */
export function textFrame(text: string): Buffer {
  const bytes = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(HEADER_BYTES_MAX + bytes)
  const start = writeHeader(frame, bytes)
  frame.write(text, start)
  return frame.subarray(0, start + bytes)
}

/** Writes the header of a frame with so many bytes of text, and says how long it is: 2, 4 or 10 bytes. */
export function writeHeader(frame: Buffer, textBytes: number): number {
  frame[0] = FINAL_TEXT
  if (textBytes < 126) {
    frame[1] = textBytes
    return 2
  }
  if (textBytes < 65_536) {
    frame[1] = 126
    frame.writeUInt16BE(textBytes, 2)
    return 4
  }
  frame[1] = 127
  frame.writeUInt32BE(0, 2)
  frame.writeUInt32BE(textBytes, 6)
  return HEADER_BYTES_MAX
}
