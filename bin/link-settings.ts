import { readFileSync } from 'node:fs'
import { type Config, ConfigError, publicUrlOf } from '@varal/platform/config'
import { readBlockedHosts } from '@varal/platform/outbound/blocked-hosts'
import type { Settings } from '@varal/platform/settings'

/** @throws ConfigError if the blocklist is in a file that cannot be read */
export function linkSettings(config: Config): Settings['links'] {
  const publicUrl = publicUrlOf(config).replace(/\/+$/, '')
  return {
    publicUrl,
    robotContact: config.LINK_ROBOT_CONTACT ?? publicUrl,
    blockedHosts: readBlockedHosts(blocklistOf(config.LINK_BLOCKLIST)),
  }
}

function blocklistOf(given: string): string {
  if (!given.startsWith('@')) return given
  try {
    return readFileSync(given.slice(1), 'utf8')
  } catch (cause) {
    throw new ConfigError('LINK_BLOCKLIST names a file that cannot be read.', { cause })
  }
}
