import type { Container } from './sniff-container.ts'

/** The same in every job's folder: a stranger's words are never part of a command. */
export const INPUT = 'input'

const demuxers: Record<Container, string> = { mov: 'mov,mp4,m4a,3gp,3g2,mj2', matroska: 'matroska,webm' }

/**
 * Before `-i`: the demuxer is forced, reaches no other, and opens files only. A file named .mp4 that holds a playlist would
 * otherwise show its neighbours.
 */
export const inputArguments = (container: Container): readonly string[] => [
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  demuxers[container],
  '-f',
  container,
]
