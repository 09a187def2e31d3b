import { describe, expect, test } from 'vitest'
import { parseWebvtt } from './parse-webvtt.ts'

const cue = (payload: string) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${payload}\n`

describe('WebVTT', () => {
  test('is written anew: cues alone, with hours, without what is not needed', () => {
    const file =
      '\uFEFFWEBVTT - a title\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE by hand\r\n\r\nintro\r\n' +
      '00:01.000 --> 00:02.500 align:start onclick:x position:10%\r\n<v Ada>It <i.loud>rains</i>\r\nagain\r\n\r\n\r\n' +
      '1:00:00.000 --> 01:00:01.000\r\n<00:00:03.000>no\r\n'
    expect(parseWebvtt(file.replace('1:00:00', '01:00:00'))).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.500 align:start position:10%\n<v Ada>It <i.loud>rains</i>\nagain\n\n' +
        '01:00:00.000 --> 01:00:01.000\n<00:00:03.000>no\n',
    )
  })

  test.each([
    ['a script', cue('<script>alert(1)</script>')],
    ['a picture', cue('<img src=x onerror=alert(1)>')],
    ['an attribute on a tag', cue('<b onclick="x">no</b>')],
    ['an unclosed tag', cue('a < b')],
    ['an annotation with a tag in it', cue('<v <img>>no')],
    ['a cue in a cue', cue('00:03.000 --> 00:04.000')],
    ['an empty cue', cue('')],
    ['no cue', 'WEBVTT\n'],
    ['no header', '00:01.000 --> 00:02.000\nhello\n'],
    ['SubRip', '1\n00:00:01,000 --> 00:00:02,000\nhello\n'],
    ['an end before its start', 'WEBVTT\n\n00:02.000 --> 00:01.000\nhello'],
    ['cues out of order', 'WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb'],
    ['sixty seconds', 'WEBVTT\n\n00:60.000 --> 01:01.000\na'],
    ['a control character', cue('a\u0007b')],
    ['a line without end', cue('x'.repeat(1_001))],
    ['too many bytes', `${cue('a')}\n\nNOTE ${'x'.repeat(80_000)}`],
    ['a playlist', '#EXTM3U\n'],
    ['nothing', ''],
  ])('with %s is refused', (_what, file) => expect(parseWebvtt(file)).toBeNull())

  test('of any text ends quickly', () => {
    for (const part of ['<v ', '<b.', '\n\n', '00:01.000 --> ', '<', ' align:'])
      parseWebvtt(`WEBVTT\n\n00:01.000 --> 00:02.000\n${part.repeat(79_000 / part.length)}`)
  }, 2_000)
})
