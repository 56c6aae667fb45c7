import { BlockList, isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";

const localNetworks = new BlockList();
localNetworks.addSubnet("127.0.0.0", 8, "ipv4");
localNetworks.addSubnet("10.0.0.0", 8, "ipv4");
localNetworks.addSubnet("172.16.0.0", 12, "ipv4");
localNetworks.addSubnet("192.168.0.0", 16, "ipv4");
localNetworks.addAddress("0.0.0.0", "ipv4");
localNetworks.addAddress("::1", "ipv6");
localNetworks.addAddress("::", "ipv6");
localNetworks.addSubnet("fc00::", 7, "ipv6");

/** What the `Host` header of a request names. */
export type HostVerdict = "local name" | "local address" | "foreign";

/**
 * Protects a loopback server from web pages that point a name of theirs at it (DNS rebinding): the `Host` header must be
 * a name or an address of this machine or of its private network.
 */
export function judgeHost(header: string | null): HostVerdict {
  const host = stripPort(header ?? "").toLowerCase();
  const version = isIP(host);
  if (version !== 0) return isLocalAddress(host, version) ? "local address" : "foreign";
  if (host === "" || host === "localhost" || host === hostname().toLowerCase()) return "local name";
  return /\.(?:localhost|local|internal)$/.test(host) ? "local name" : "foreign";
}

/** Whether a server that listens there can be reached from this machine only. */
export function isLoopback(listening: string): boolean {
  const host = stripPort(listening);
  if (host === "localhost") return true;
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}

function isLocalAddress(address: string, version: number): boolean {
  if (localNetworks.check(address, version === 4 ? "ipv4" : "ipv6")) return true;
  return Object.values(networkInterfaces())
    .flat()
    .some((assigned) => assigned?.address === address);
}

function stripPort(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(host);
  if (bracketed) return bracketed[1]!;
  // More than one colon is a bare IPv6 address.
  return host.replace(/^([^:]*):\d*$/, "$1");
}
