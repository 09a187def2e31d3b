/** The programs that read and write videos: absolute paths. */
export interface Ffmpeg {
  readonly ffmpeg: string
  readonly ffprobe: string
}
