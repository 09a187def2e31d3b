import type { Clock } from '@varal/platform/clock'
import type { Config } from '@varal/platform/config'
import type { Logger } from '@varal/platform/log'
import { filesObjects } from '@varal/platform/objects/files-objects'
import { nameOf, serveObjects } from '@varal/platform/objects/object-server'
import type { Objects } from '@varal/platform/objects/objects'

/**
 * The object store that the configuration names: the embedded one, or an S3. Of the processes that share it one `serves`:
 * the embedded store itself, or, before an S3, uploads by TUS.
 */
export async function openObjects(
  config: Config,
  { serves, clock, log }: { readonly serves: boolean; readonly clock: Clock; readonly log: Logger },
): Promise<Objects> {
  const { HOST: host, OBJECTS_PORT: port, OBJECTS_URL: publicUrl, OBJECTS_CDN_URL: cdn } = config
  const credentials = { accessKey: config.OBJECTS_ACCESS_KEY, secretKey: config.OBJECTS_SECRET_KEY }
  const cdnUrl = cdn?.replace(/\/$/, '')
  if (!config.OBJECTS_S3_ENDPOINT) {
    const publicBaseUrl = publicUrl ? { publicBaseUrl: publicUrl } : {}
    return filesObjects({
      dir: config.OBJECTS_DIR,
      host,
      port,
      ...credentials,
      serve: serves,
      cdnUrl,
      clock,
      log,
      ...publicBaseUrl,
    })
  }

  // Loaded by who needs it: the SDK is large.
  const { s3Objects } = await import('@varal/platform/objects/s3-objects')
  const place = {
    endpoint: config.OBJECTS_S3_ENDPOINT,
    region: config.OBJECTS_S3_REGION,
    pathStyle: config.OBJECTS_S3_PATH_STYLE,
    credentials,
    buckets: {
      originals: config.OBJECTS_S3_ORIGINALS,
      renditions: config.OBJECTS_S3_RENDITIONS,
      cold: config.OBJECTS_S3_COLD,
    },
  }
  const tus = serves ? await serveObjects({ store: null, tus: { place, credentials, clock }, host, port, log }) : null
  const tusUrl = publicUrl ? new URL(publicUrl).origin : `http://${nameOf(host)}:${tus?.port ?? port}`
  const objects = s3Objects({ ...place, cdnUrl, tusUrl, coldClass: config.OBJECTS_S3_COLD_CLASS, clock })
  return {
    ...objects,
    async [Symbol.asyncDispose]() {
      await tus?.[Symbol.asyncDispose]()
      await objects[Symbol.asyncDispose]()
    },
  }
}
