import { encodeId } from '@varal/platform/global-ids'
import type { Actor } from '@varal/platform/viewer'
import type { AssetId } from '@varal/schema/ids'
import type { LoneSubgraph } from '@varal/testing/lone-subgraph'

const AssetQuery = `query ($id: ID!, $formats: [ImageFormat!]) {
  asset(id: $id) {
    state
    placeholder { thumbhash aspectRatio }
    failure { code message retryable attempt }
    content { ... on ImageContent { width height dominantColor renditions(formats: $formats) {
      url width height format bytes
    } } }
  }
}`

/** What somebody sees of a picture. For tests. */
export async function lookAt(app: LoneSubgraph, as: Actor, assetId: AssetId, variables: object = {}): Promise<any> {
  return (await app.ask(AssetQuery, { id: encodeId('Asset', assetId), ...variables }, as)).asset
}
