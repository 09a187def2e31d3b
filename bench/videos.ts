import { findFfmpeg } from '@varal/bin/servers/find-ffmpeg'
import { textTable } from '@varal/bin/text-table'
import { measureVideos } from './media/videos.ts'

// npm run bench:videos [-- seconds]: what a video costs, beside the plain way. Fifteen seconds if not said.
const ffmpeg = findFfmpeg(process.env['FFMPEG_PATH'])
if (!ffmpeg) throw new Error('There is no ffmpeg on this machine')

const seconds = Number(process.argv[2] ?? 15)
const costs = await measureVideos(ffmpeg, seconds)
const row = (name: string, { cpuS, wallS }: { cpuS: number; wallS: number }) => [
  name,
  cpuS.toFixed(1),
  wallS.toFixed(1),
]
console.log(
  textTable(
    [`${seconds} s of 1080p`, 'CPU s', 'wall s'],
    [
      row('720p, sound, poster: playable', costs.first),
      row('1080, 480, 240, storyboard, preview: ready', costs.rest),
      row('720, 480, 240, poster: one ffmpeg each, veryfast', costs.oneByOne),
      row('720, 480, 240, poster, storyboard, preview: ours', costs.ours),
    ],
  ),
)
const ratio = costs.ours.cpuS / costs.oneByOne.cpuS
console.log(`\nOurs: ${ratio.toFixed(2)} of the CPU of one each (target: at most 0.6)`)
console.log(JSON.stringify({ ...costs, ratio }))
