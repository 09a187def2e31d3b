// @apollo/gateway reports the machine, its cloud and its load to Apollo from the moment an ApolloGateway is made, unless
// this is set. Ours makes none, and imports none of the files that report; should an upgrade change that, nothing is
// sent either. To be imported before anything of Apollo's.
// biome-ignore lint/style/noProcessEnv: written, not read
process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
