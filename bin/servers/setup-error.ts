/** Something that the person who starts Varal can put right. The message says how; it is shown alone, without a stack trace. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
