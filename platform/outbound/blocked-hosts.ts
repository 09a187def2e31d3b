/** Whether an address is of a blocked host, or of one below it: `ads.example` blocks `www.ads.example` too. */
export function isBlockedAddress(address: string | URL, blocked: ReadonlySet<string>): boolean {
  const url = typeof address === 'string' ? URL.parse(address) : address
  if (!url || blocked.size === 0) return false
  // A name may end in a dot, and is the same.
  const labels = url.hostname.replace(/\.$/, '').split('.')
  return labels.some((_label, i) => blocked.has(labels.slice(i).join('.')))
}

/** Hosts of a list: one a line or separated by commas, from # on not read; names as they are looked up, in ASCII and lower case. */
export function readBlockedHosts(text: string): ReadonlySet<string> {
  const names = text.split('\n').flatMap((line) => line.replace(/#.*/, '').split(','))
  const hosts = names.map((name) => URL.parse(`http://${name.trim()}/`)?.hostname.replace(/\.$/, ''))
  return new Set(hosts.filter((host): host is string => Boolean(host)))
}
