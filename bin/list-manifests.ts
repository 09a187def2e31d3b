import {
  type ManifestSummaryFragment,
  ManifestsDocument,
  UnusedManifestsDocument,
} from '@varal/schema/operations/documents'
import type { DeveloperApi } from './developer-api.ts'
import { SetupError } from './servers/setup-error.ts'
import { textTable } from './text-table.ts'

type Page = {
  readonly nodes: readonly ManifestSummaryFragment[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const PAGE = 100

/** What the app has published, newest first. */
export const publishedManifests = (api: DeveloperApi) =>
  everyPage(async (after) => appOf(await api.send(ManifestsDocument, { first: PAGE, after })).manifests)

/** What nobody has used for so many days, newest first. */
export const unusedManifests = (api: DeveloperApi, days: number) =>
  everyPage(
    async (after) => appOf(await api.send(UnusedManifestsDocument, { days, first: PAGE, after })).unusedManifests,
  )

export function manifestTable(manifests: readonly ManifestSummaryFragment[]): string {
  const rows = manifests.map(
    ({ client, version, state, operationCount, maxOperationCost, publishedAt, lastUsedAt }) => [
      client,
      version,
      state,
      String(operationCount),
      String(maxOperationCost),
      publishedAt?.slice(0, 10) ?? '',
      lastUsedAt?.slice(0, 10) ?? 'never',
    ],
  )
  return textTable(['client', 'version', 'state', 'operations', 'cost at most', 'published', 'last used'], rows)
}

function appOf<App>({ app }: { readonly app: App | null }): App {
  if (!app) throw new SetupError('The API key is of no app.')
  return app
}

async function everyPage(ask: (after: string | null) => Promise<Page>): Promise<readonly ManifestSummaryFragment[]> {
  const all: ManifestSummaryFragment[] = []
  for (let after: string | null = null, hasMore = true; hasMore; ) {
    const { nodes, pageInfo }: Page = await ask(after)
    all.push(...nodes)
    after = pageInfo.endCursor
    hasMore = pageInfo.hasNextPage
  }
  return all
}
