import sharp from 'sharp'

type Colour = readonly [red: number, green: number, blue: number]

/** The golden angle: neighbours never look alike. */
const HUE_STEP = 137.5

/**
 * Clothes on a line in the sun, as a JPEG: other colours for each number. Drawn pixel by pixel, for a process that also
 * processes uploads has SVG switched off.
 */
export async function drawPicture(number: number, widthPx = 1_200, heightPx = 900): Promise<Buffer> {
  const hue = (number * HUE_STEP) % 360
  const sky = colourOf(hue + 180, 0.55, 0.8)
  const ground = colourOf(hue + 200, 0.5, 0.95)
  const clothes = Array.from({ length: 3 + (Math.floor(number) % 3) }, (_, index) => ({
    left: 0.08 + index * 0.18,
    colour: colourOf(hue + index * 40, 0.65, 0.55),
  }))
  const pixels = Buffer.alloc(widthPx * heightPx * 3)

  for (let row = 0; row < heightPx; row++) {
    const y = row / heightPx
    for (let column = 0; column < widthPx; column++) {
      const x = column / widthPx
      const line = 0.3 + 0.03 * Math.sin(Math.PI * x)
      const garment = y > line ? clothes.find(({ left }) => isOnShirt(x - left, y - line)) : undefined
      const colour = Math.abs(y - line) < 0.004 ? DARK : (garment?.colour ?? mix(sky, ground, y))
      pixels.set(colour, (row * widthPx + column) * 3)
    }
  }
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}

const DARK: Colour = [70, 70, 70]

/** A shirt of a seventh of the picture's width: sleeves above, then the body. */
const isOnShirt = (x: number, y: number) => (y < 0.1 && x > 0 && x < 0.15) || (y < 0.4 && x > 0.03 && x < 0.12)

const mix = (one: Colour, other: Colour, share: number): Colour => [
  one[0] + (other[0] - one[0]) * share,
  one[1] + (other[1] - one[1]) * share,
  one[2] + (other[2] - one[2]) * share,
]

/** From hue (degrees), saturation and lightness (0 to 1). Source: CSS Color Module Level 4, "HSL to RGB". */
function colourOf(hue: number, saturation: number, lightness: number): Colour {
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12
    const amplitude = saturation * Math.min(lightness, 1 - lightness)
    return 255 * (lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  }
  return [channel(0), channel(8), channel(4)]
}
