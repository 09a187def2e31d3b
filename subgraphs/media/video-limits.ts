/** What a video may be, beside its bytes. */
export const videoLimits = {
  durationMsMin: 100,
  durationMsMax: 10 * 60_000,
  /** Of pictures, sound, subtitles and data together. */
  streamsMax: 8,
  sidePxMax: 4_096,
  /** The longer side by the shorter one. */
  ratioMax: 20,
  /** What slow motion has on a phone. Renditions have at most 60. */
  framesPerSecondMax: 240,
} as const
