import { isIPv6 } from 'node:net'

/**
 * Those who share a limit with an address: itself, or its /64 of IPv6, which is what one subscriber has at least. An IPv4
 * address that is written as IPv6 is the IPv4 address.
 */
export function addressBlock(address: string): string {
  const [bare = ''] = address.split('%', 1)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(bare)) return bare
  // Addresses that end as IPv4 does have their first half in full all the same.
  const [head = '', tail] = bare.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === undefined || tail === '' ? [] : tail.split(':')
  const count = groups.length + behind.length + (bare.includes('.') ? 1 : 0)
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - count }, () => '0')
  const first = [...groups, ...zeros, ...behind].slice(0, 4)
  return `${first.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
