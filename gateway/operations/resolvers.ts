import { textFaults, validationErrors } from '@varal/platform/input-faults'
import type { ResolverMap } from '@varal/platform/subgraph'
import type { z } from 'zod'
import type { OwnFieldsContext } from '../own-fields/own-fields.ts'
import {
  type PublishingOptions,
  PublishManifestInput,
  publishManifest,
  RetireManifestInput,
  retireManifest,
} from './publish-manifest.ts'

/** The mutations of manifests, for the gateway's own graph. */
export const manifestFields = (options: PublishingOptions): ResolverMap => ({
  Mutation: {
    publishManifest: checked(PublishManifestInput, (input, { caller }) => publishManifest(options, caller, input)),
    retireManifest: checked(RetireManifestInput, (input, { caller }) => retireManifest(options, caller, input)),
  },
  PublishManifestPayload: { rejected: ({ rejected }: { rejected?: unknown }) => rejected ?? [] },
})

const checked =
  <Input>(shape: z.ZodType<Input>, run: (input: Input, ctx: OwnFieldsContext) => Promise<object>) =>
  async (_parent: unknown, { input }: { input: object }, ctx: OwnFieldsContext) => {
    const unstorable = textFaults(input, 'input')
    if (unstorable) return unstorable
    const parsed = shape.safeParse(input)
    return parsed.success ? run(parsed.data, ctx) : validationErrors(parsed.error, 'input')
  }
