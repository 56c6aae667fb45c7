import { BlockList, isIP } from "node:net";
import { hostname } from "node:os";

const local = new BlockList();
for (const [address, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  local.addSubnet(address, bits, "ipv4");
}
local.addAddress("0.0.0.0", "ipv4");
local.addAddress("::1", "ipv6");
local.addAddress("::", "ipv6");
local.addSubnet("fc00::", 7, "ipv6");

/** Whether a `Host` header names this machine, by a name or an address, or a foreign one. */
export function judgeHost(header: string): "name" | "address" | "foreign" {
  const host = (/^\[([^\]]*)\]/.exec(header)?.[1] ?? header.replace(/^([^:]*):\d*$/, "$1")).toLowerCase();
  const version = isIP(host);
  if (version !== 0) return local.check(host, version === 4 ? "ipv4" : "ipv6") ? "address" : "foreign";
  if (host === "" || host === "localhost" || host === hostname().toLowerCase()) return "name";
  return /\.(?:localhost|local|internal)$/.test(host) ? "name" : "foreign";
}
