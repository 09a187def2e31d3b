import { textTable } from '@varal/bin/text-table'
import { likeness, ours, photograph, plainly, plainlyAtBytes, type Way } from './media/pictures.ts'

// npm run bench:media [-- rounds]: what a picture costs, beside sharp as it comes, in turns. Three rounds if not said.
const rounds = Number(process.argv[2] ?? 3)
const file = await photograph()
const costs: { ours: number[]; plain: number[]; all: number[] } = { ours: [], plain: [], all: [] }
let made: Way | null = null
for (let round = 0; round < rounds; round++) {
  made = await ours(file, false)
  costs.ours.push(made.cpuS)
  costs.plain.push((await plainly(file)).cpuS)
  costs.all.push((await ours(file, true)).cpuS)
}
const memoryMb = process.resourceUsage().maxRSS / 1_024
const median = (all: readonly number[]) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)]!

const figures = { oursCpuS: median(costs.ours), plainCpuS: median(costs.plain), allCpuS: median(costs.all), memoryMb }
const ratio = figures.oursCpuS / figures.plainCpuS
console.log(
  `Five WebP widths and an AVIF of 12 megapixels: ${figures.oursCpuS.toFixed(2)} CPU s, sharp's defaults ` +
    `${figures.plainCpuS.toFixed(2)}: ${ratio.toFixed(2)} of it (target: at most 0.2). With AVIF in all five widths ` +
    `${figures.allCpuS.toFixed(2)}. Memory at most ${memoryMb.toFixed(0)} MB (target: less than 1,024)\n`,
)

const rows: string[][] = []
const likenesses: { name: string; bytes: number; ours: number; plain: number }[] = []
for (const { name, file: rendition } of made!.files) {
  const plain = await plainlyAtBytes(file, name, rendition.length)
  const [mine, theirs] = [await likeness(file, rendition), await likeness(file, plain)]
  likenesses.push({ name, bytes: rendition.length, ours: mine, plain: theirs })
  rows.push([name, String(rendition.length), mine.toFixed(4), String(plain.length), theirs.toFixed(4)])
}
console.log(textTable(['rendition', 'bytes', 'SSIM', "sharp's default, bytes", 'SSIM'], rows))
console.log(JSON.stringify({ ...figures, ratio, likenesses }))
