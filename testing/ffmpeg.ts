import { findFfmpeg } from '../bin/servers/find-ffmpeg.ts'

/** Of this machine: the tests' setup has installed it where it could. null: what needs it is skipped. */
export const ffmpeg = findFfmpeg(process.env['FFMPEG_PATH'])
