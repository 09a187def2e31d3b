import { describe, expect, test } from 'vitest'
import { planRenditions } from './make-renditions.ts'

const planned = (width: number) => planRenditions(width).map((plan) => `${plan.name}:${plan.width}`)

describe('the plan of renditions', () => {
  test('has every step for a wide picture', () => {
    expect(planned(1200)).toEqual(['236.webp:236', '474.webp:474', '736.webp:736', '1200.webp:1200', 'full.jpg:1200'])
  })

  test('ends with the picture itself, and enlarges nothing', () => {
    expect(planned(800)).toEqual(['236.webp:236', '474.webp:474', '736.webp:736', '1200.webp:800', 'full.jpg:800'])
    expect(planned(500)).toEqual(['236.webp:236', '474.webp:474', '736.webp:500', 'full.jpg:500'])
    expect(planned(474)).toEqual(['236.webp:236', '474.webp:474', 'full.jpg:474'])
    expect(planned(237)).toEqual(['236.webp:236', '474.webp:237', 'full.jpg:237'])
    expect(planned(236)).toEqual(['236.webp:236', 'full.jpg:236'])
    expect(planned(1)).toEqual(['236.webp:1', 'full.jpg:1'])
  })
})
