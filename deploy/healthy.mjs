// node deploy/healthy.mjs PORT: for health checks; ends with 0 if what listens there is healthy.
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/healthz`, { signal: AbortSignal.timeout(4_000) })
process.exit(answer.ok ? 0 : 1)
