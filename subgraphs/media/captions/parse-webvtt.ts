/** In bytes of UTF-8: a request has at most 100 KiB, and ten minutes of speech 20 KB. */
export const WEBVTT_BYTES_MAX = 80_000
const CUES_MAX = 5_000
const LINE_CHARACTERS_MAX = 1_000

/**
 * WebVTT as it is served: cues in their order, with the settings and tags of the specification and nothing else. Notes, styles
 * and regions are left out. Null if it is not WebVTT, or a cue holds what is neither text nor one of the tags.
 * Source: https://www.w3.org/TR/webvtt1/
 */
export function parseWebvtt(file: string): string | null {
  if (Buffer.byteLength(file) > WEBVTT_BYTES_MAX) return null
  const text = file
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd()
  if (FORBIDDEN.test(text)) return null
  const [head, ...blocks] = text.split(/\n{2,}/)
  if (!/^WEBVTT(?:[ \t][^\n]*)?(?:\n|$)/.test(head ?? '') || head?.includes('-->')) return null

  const cues: string[] = []
  let earliestMs = 0
  for (const block of blocks) {
    const lines = block.split('\n').filter((line, i) => i > 0 || line.trim() !== '')
    if (lines.length === 0 || /^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(lines[0]!)) continue
    const cue = cueOf(lines)
    if (!cue || cue.startMs < earliestMs || cues.length >= CUES_MAX) return null
    earliestMs = cue.startMs
    cues.push(cue.text)
  }
  return cues.length === 0 ? null : `WEBVTT\n\n${cues.join('\n\n')}\n`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u2028\u2029]/

/** An identifier is left out: nothing here refers to it. */
function cueOf(lines: readonly string[]): { readonly startMs: number; readonly text: string } | null {
  const at = lines[0]!.includes('-->') ? 0 : 1
  const timing = /^\s*(\S+)\s+-->\s+(\S+)(.*)$/.exec(lines[at] ?? '')
  const payload = lines.slice(at + 1).map((line) => line.trimEnd())
  if (!timing || !payload.some(Boolean) || payload.some((line) => !isPayload(line))) return null
  const [startMs, endMs] = [msOf(timing[1]!), msOf(timing[2]!)]
  if (startMs === null || endMs === null || endMs <= startMs) return null
  const settings = timing[3]!.split(/\s+/).filter((setting) => SETTING.test(setting))
  return { startMs, text: [[stamp(startMs), '-->', stamp(endMs), ...settings].join(' '), ...payload].join('\n') }
}

const SETTING =
  /^(?:align:(?:start|center|end|left|right)|vertical:(?:rl|lr)|size:\d{1,3}(?:\.\d+)?%|line:(?:-?\d{1,3}|\d{1,3}(?:\.\d+)?%)(?:,(?:start|center|end))?|position:\d{1,3}(?:\.\d+)?%(?:,(?:line-left|center|line-right))?)$/

const TAG =
  /<(?:\/?(?:b|i|u|c|v|lang|ruby|rt)|(?:b|i|u|c|ruby|rt)(?:\.[\w-]+)+|(?:v|lang)(?:\.[\w-]+)*[ \t][^<>&\n]+|(?:\d{2,}:)?\d{2}:\d{2}\.\d{3})>/g

const isPayload = (line: string) =>
  line.length <= LINE_CHARACTERS_MAX && !line.includes('-->') && !/[<>]/.test(line.replace(TAG, ''))

function msOf(time: string): number | null {
  const [, hours = '0', minutes, seconds, ms] = /^(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/.exec(time) ?? []
  if (minutes === undefined) return null
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(ms)
}

function stamp(ms: number): string {
  const part = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, '0')
  return `${part(ms / 3_600_000)}:${part((ms / 60_000) % 60)}:${part((ms / 1_000) % 60)}.${part(ms % 1_000, 3)}`
}
