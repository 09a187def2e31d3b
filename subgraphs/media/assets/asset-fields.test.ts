import { describe, expect, test } from 'vitest'
import { contentOf, failureOf, placeholderOf } from './asset-fields.ts'
import type { AssetRow } from './tables.ts'

const nothing = { video: { load: async () => null } } as never
const known = { width: 300, height: 200, thumbhash: 'aGFzaA==', dominantColor: '#102030' }
const asset = (more: Partial<AssetRow>) => ({ state: 'PROCESSING', failureCode: null, ...more }) as AssetRow

describe('an asset', () => {
  test('has content once it is ready, and not before', async () => {
    expect(await contentOf(asset({ ...known, state: 'PROCESSING' }), nothing)).toBeNull()
    expect(await contentOf(asset({ ...known, state: 'FAILED' }), nothing)).toBeNull()
    expect(await contentOf(asset({ ...known, state: 'READY' }), nothing)).toMatchObject({ width: 300, height: 200 })
  })

  test('has a placeholder as soon as its picture was decoded', () => {
    expect(placeholderOf(asset({}))).toBeNull()
    expect(placeholderOf(asset(known))).toEqual({ thumbhash: 'aGFzaA==', aspectRatio: 1.5 })
  })

  test('that failed says why in the language of the reader', () => {
    const failed = asset({ failureCode: 'DAMAGED', failureIsRetryable: false, failureAttempt: 2 })
    expect(failureOf(asset({}), 'en')).toBeNull()
    expect(failureOf(failed, 'en')).toEqual({
      code: 'DAMAGED',
      message: 'The file is damaged or incomplete.',
      retryable: false,
      attempt: 2,
    })
    expect(failureOf(failed, 'pt-BR')?.message).toBe('O arquivo está danificado ou incompleto.')
    expect(failureOf(failed, 'es')?.message).toBe('El archivo está dañado o incompleto.')
  })
})
