// For `hive-gateway --config-path`: every request fetches for itself. As it comes, Hive lets identical fetches to subgraphs
// that are under way share one answer.
export const gatewayConfig = { transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } } }
