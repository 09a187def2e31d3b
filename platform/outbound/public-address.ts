import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** IPv4 ranges that are not the public internet. Source: IANA's registry of special-purpose addresses (RFC 6890). */
const notPublic: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]
/** Within 2000::/3, all of IPv6 that is public: what leads to an IPv4 address, and what is for books. */
const notPublicV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const closed = new BlockList()
for (const [net, prefix] of notPublic) closed.addSubnet(net, prefix, 'ipv4')
const closedV6 = new BlockList()
for (const [net, prefix] of notPublicV6) closedV6.addSubnet(net, prefix, 'ipv6')
const unicast = new BlockList()
unicast.addSubnet('2000::', 3, 'ipv6')

/**
 * Whether an IP address, in any of its forms, is one of the public internet. IPv6 is refused unless it is global unicast:
 * with it go loopback, link-local and unique local addresses, and IPv4 ones that are mapped or translated.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4')
  return isIPv6(address) && unicast.check(address, 'ipv6') && !closedV6.check(address, 'ipv6')
}
