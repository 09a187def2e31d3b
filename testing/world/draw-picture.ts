import sharp from 'sharp'

/** A JPEG that nobody has drawn before: no two are the same bytes. */
export async function drawPicture(widthPx = 640, heightPx = 480): Promise<Buffer> {
  const hue = Math.random() * 360
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">
    <defs><linearGradient id="sky" x2="1" y2="1"><stop stop-color="hsl(${hue} 70% 70%)"/><stop offset="1" stop-color="hsl(${hue + 60} 70% 40%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${Math.random() * widthPx}" cy="${Math.random() * heightPx}" r="${heightPx / 5}" fill="hsl(${hue + 180} 80% 60%)"/>
    <text x="24" y="${heightPx - 24}" font-size="24" fill="white">${Math.random().toString(36).slice(2)}</text></svg>`
  return sharp(Buffer.from(svg)).jpeg().toBuffer()
}
