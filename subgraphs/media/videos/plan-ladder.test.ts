import { describe, expect, test } from 'vitest'
import { planLadder } from './plan-ladder.ts'

const sizes = (width: number, height: number) => {
  const { first, rest } = planLadder({ width, height })
  return [first, ...rest].map((one) => `${one.step} ${one.width}x${one.height}`)
}

describe('the ladder of a video', () => {
  test('begins with 720, then goes down from 1080', () => {
    expect(sizes(1920, 1080)).toEqual(['720 1280x720', '1080 1920x1080', '480 854x480', '240 426x240'])
    expect(sizes(3840, 2160)).toEqual(['720 1280x720', '1080 1920x1080', '480 854x480', '240 426x240'])
  })

  test('goes by the shorter side of what is upright', () => {
    expect(sizes(1080, 1920)).toEqual(['720 720x1280', '1080 1080x1920', '480 480x854', '240 240x426'])
  })

  test('enlarges nothing: the last is as large as the video', () => {
    expect(sizes(1066, 600)).toEqual(['720 1066x600', '480 852x480', '240 426x240'])
    expect(sizes(160, 120)).toEqual(['240 160x120'])
    expect(sizes(800, 800)).toEqual(['720 720x720', '1080 800x800', '480 480x480', '240 240x240'])
  })

  test('has even sides, whatever the video has', () => {
    for (let width = 2; width < 400; width += 37) {
      for (let height = 2; height < 400; height += 41) {
        const { first, rest } = planLadder({ width, height })
        for (const one of [first, ...rest]) expect([one.width % 2, one.height % 2]).toEqual([0, 0])
      }
    }
  })
})
