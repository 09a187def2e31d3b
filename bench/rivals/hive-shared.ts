// For `hive-gateway --config-path`: identical requests that are under way share one execution, as identical fetches do.
export const gatewayConfig = { inboundInflightRequestDeduplication: true }
