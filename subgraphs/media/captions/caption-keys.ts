import { videoPrefix } from '../remove-video.ts'

/** What all keys of a video's captions begin with: they go when the video goes. */
export const captionsPrefix = (secret: string) => `${videoPrefix(secret)}captions/`

/** Players want a playlist for each track: it lies beside the text. */
export const captionsPlaylistKey = (key: string) => key.replace(/\.vtt$/, '.m3u8')
