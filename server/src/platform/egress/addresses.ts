import ipaddr from 'ipaddr.js'
import { Problem } from '#kernel'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** A host name; never beginning with a dash, because programs that are given it would take it for an option. */
export const HOST = /^[a-z0-9_][a-z0-9_.-]*$/i

/** Public by their number, yet answered by the host of a virtual machine: Azure's agent hands out credentials there. */
const INTERNAL_UNICAST = new Set(['168.63.129.16'])

/** RFC 4291 section 2.4: all that is global unicast so far; the rest holds forms such as `::127.0.0.1`. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/** Whether an address belongs to the public Internet. Everything that is not plainly so is internal. */
export function isPublic(address: string): boolean {
  const parsed = parseAddress(address)
  if (parsed?.range() !== 'unicast' || INTERNAL_UNICAST.has(parsed.toString())) return false
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6)
}

/** With or without brackets; an IPv4 address in IPv6 clothes (`::ffff:127.0.0.1`) is taken for what it is. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined
}

/** What the operator allows: host names, single addresses and CIDR ranges. Throws `config.egress_allow` for anything else. */
export function createExceptions(entries: readonly string[]) {
  const hosts = new Set<string>()
  const ranges: [Address, number][] = []
  for (const entry of entries) {
    const address = parseAddress(entry)
    if (address) ranges.push([address, address.kind() === 'ipv4' ? 32 : 128])
    else if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry))
    else if (HOST.test(entry)) hosts.add(entry.toLowerCase())
    else {
      throw new Problem(
        'invalid',
        'config.egress_allow',
        `DEVFLOW_EGRESS_ALLOW has ${JSON.stringify(entry)}; list host names, addresses and CIDR ranges such as 10.0.0.0/8, with commas between.`,
      )
    }
  }
  return {
    hasHost: (host: string): boolean => hosts.has(host.toLowerCase()),
    hasAddress(text: string): boolean {
      const address = parseAddress(text)
      return ranges.some(([range, bits]) => address?.kind() === range.kind() && address.match(range, bits))
    },
  }
}
