import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { nameless } from './client-identity.ts'
import { clientTexts, hashOf } from './client-texts.ts'
import { knownOperations } from './known-operations.ts'
import { manifest, published } from './test-manifests.ts'

const HOME = 'query Home { posts { id author { name } } }'
const ME = 'query Me { me { name } }'
const ios = (version: string | null) => ({ name: 'ios', version })

describe('what is in the manifests', () => {
  test('is found by the hash of any text that clients send', async () => {
    const { known } = await knownOperations([manifest('ios', '1.0', 1, published('home', HOME, 12))])
    for (const text of clientTexts(HOME)) {
      expect(known.byHash(hashOf(text), nameless)).toEqual({
        text,
        known: { client: 'ios', version: '1.0', id: 'home', name: 'home', cost: 12 },
      })
    }
    expect(known.byHash(hashOf(ME), nameless)).toBeNull()
    expect([...known.texts()]).toEqual([HOME])
  })

  test('is found by a text in any form, and by no other', async () => {
    const { known } = await knownOperations([manifest('ios', '1.0', 1, published('home', HOME))])
    const forms = [...clientTexts(HOME), `# as somebody typed it\n${HOME}\n\n`, HOME.replaceAll(' ', '\n')]
    for (const text of forms) expect(known.byText(text, nameless)).toMatchObject({ id: 'home' })
    for (const text of [ME, HOME.replace('name', 'email'), 'query {', ''])
      expect(known.byText(text, nameless)).toBeNull()
  })

  test('gives the same text each time, and the one whose hash was asked for', async () => {
    const { known } = await knownOperations([manifest('ios', '1.0', 1, published('home', HOME))])
    const [, printed = ''] = clientTexts(HOME)
    const first = known.byHash(hashOf(printed), nameless)
    expect(Object.is(first?.text, known.byHash(hashOf(printed), nameless)?.text)).toBe(true)
    expect(first?.text).toBe(printed)
  })

  test('is counted for the version that asks, or else for the one that was published last', async () => {
    const one = manifest('ios', '1.0', 1, published('a', HOME))
    const two = manifest('ios', '2.0', 2, published('b', HOME))
    const { known } = await knownOperations([two, one])
    const versionFor = (client: { name: string | null; version: string | null }) =>
      known.byHash(hashOf(HOME), client)?.known.version
    expect([versionFor(ios('1.0')), versionFor(ios('2.0')), versionFor(ios('9')), versionFor(nameless)]).toEqual([
      '1.0',
      '2.0',
      '2.0',
      '2.0',
    ])
  })

  test('is found by a name of the client’s own, within its version', async () => {
    const { known } = await knownOperations([
      manifest('ios', '1.0', 1, published('home', HOME), published('me', ME)),
      manifest('ios', '2.0', 2, published('home', ME), published('me', ME)),
      manifest('web', '1.0', 3, published('home', 'query Web { posts { id } }')),
    ])
    expect(known.byId('home', ios('1.0'))?.text).toBe(HOME)
    expect(known.byId('home', ios('2.0'))?.text).toBe(ME)
    expect(known.byId('me', ios('3.0'))).toMatchObject({ text: ME, known: { version: '2.0' } })
    expect(known.byId('home', ios('3.0'))).toBeNull()
    expect(known.byId('home', ios(null))).toBeNull()
    expect(known.byId('home', nameless)).toBeNull()
    expect(known.byId('home', { name: 'android', version: '1.0' })).toBeNull()
  })

  test('may be a text that this gateway cannot parse: it is found as it is', async () => {
    const { known } = await knownOperations([manifest('ios', '1.0', 1, published('odd', 'query {'))])
    expect(known.byHash(hashOf('query {'), nameless)?.text).toBe('query {')
  })

  test('makes another set without beginning anew, in slices', { timeout: 20_000 }, async () => {
    const operations = Array.from({ length: 400 }, (_, n) =>
      published(`q${n}`, `query Q${n} { posts(first: ${n}) { id title author { name motto } } }`),
    )
    let turns = 0
    const counting = setInterval(() => turns++, 1)
    const first = await knownOperations([manifest('ios', '1.0', 1, ...operations)])
    clearInterval(counting)
    const beganMs = performance.now()
    const second = await knownOperations([manifest('ios', '2.0', 2, ...operations)], first.fingerprints)

    expect(performance.now() - beganMs).toBeLessThan(500)
    expect(turns).toBeGreaterThan(3)
    expect(second.known.byHash(hashOf(operations[7]?.body ?? ''), nameless)?.known).toMatchObject({
      version: '2.0',
      id: 'q7',
    })
  })

  test('has names for Relay’s MD5 as well', async () => {
    const id = createHash('md5').update(ME).digest('hex')
    const { known } = await knownOperations([manifest('web', '7', 1, published(id, ME))])
    expect(known.byId(id, { name: 'web', version: '7' })?.text).toBe(ME)
  })
})
