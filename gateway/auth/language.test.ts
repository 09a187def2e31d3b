import { expect, test } from 'vitest'
import { languageOf } from './language.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['pt-BR', 'pt-BR'],
  ['pt', 'pt-BR'],
  ['pt-PT,en;q=0.9', 'pt-BR'],
  ['ES-419', 'es'],
  ['de, es;q=0.5, en;q=0.7', 'en'],
  ['de-CH;q=1, fr;q=0.9', 'en'],
  ['es;q=0, pt;q=0.1', 'pt-BR'],
  ['*', 'en'],
  ['es;q=high', 'en'],
  [',,;;q=,=', 'en'],
  [`${'de,'.repeat(50_000)}es`, 'en'],
] as const)('Accept-Language %j is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language)
})
