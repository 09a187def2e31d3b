import type { Config } from '@varal/platform/config'
import type { Logger } from '@varal/platform/log'
import { startTracing } from '@varal/platform/start-tracing'

/** Traces this process, if the configuration names a collector. @param part what the process is: `gateway`, `social` … */
export function traceProcess(part: string | null, config: Config, log: Logger): Promise<AsyncDisposable> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = null, OTEL_TRACES_SAMPLER_ARG: share, NAMESPACE: system } = config
  return startTracing({ endpoint, share, log, service: part === null ? system : `${system}-${part}` })
}
