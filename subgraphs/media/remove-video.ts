import type { Job } from '@varal/platform/handlers'

/** What all keys of a video's objects begin with, in the bucket `renditions`. As with pictures, for whoever was told. */
export const videoPrefix = (secret: string) => `videos/${secret}/`

type Store = Pick<Job, 'objects'>

/** Everything that is stored of a video. */
export const removeVideo = (store: Store, secret: string) => removeObjects(store, videoPrefix(secret))

/** Those whose keys begin so. */
export async function removeObjects(
  { objects }: Store,
  prefix: string,
  isMeant = (_key: string) => true,
): Promise<void> {
  const keys: string[] = []
  for await (const { key } of objects.list('renditions', prefix)) if (isMeant(key)) keys.push(key)
  if (keys.length > 0) await objects.delete('renditions', keys)
}
