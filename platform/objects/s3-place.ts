import type { S3ClientConfig } from '@aws-sdk/client-s3'
import type { Bucket } from './objects.ts'
import type { S3Credentials } from './sig-v4.ts'

/** Where an S3 is, and who we are there. */
export interface S3Place {
  readonly endpoint: string
  readonly region: string
  /** Whether buckets are in the path of addresses, as most other servers want it, or in the host's name. */
  readonly pathStyle: boolean
  readonly credentials: S3Credentials
  /** What they are called there. */
  readonly buckets: Readonly<Record<Bucket, string>>
}

export const s3ClientConfig = ({ endpoint, region, pathStyle, credentials }: S3Place): S3ClientConfig => ({
  endpoint,
  region,
  forcePathStyle: pathStyle,
  credentials: { accessKeyId: credentials.accessKey, secretAccessKey: credentials.secretKey },
  // Checksums that are not asked for would be part of signed addresses, and are unknown to many servers.
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  // Three attempts, as the SDK does anyway; an attempt that hangs is no attempt.
  maxAttempts: 3,
  // What it would tell the console is told by what it throws.
  logger: silent,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
})

const nothing = () => {}
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }
