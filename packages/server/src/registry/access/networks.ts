import { BlockList, isIP } from "node:net";

/** Who can be reached at an address: everybody's machines, those of a local network, this machine, or its neighbours. */
export type Network = "public" | "private" | "loopback" | "link-local";

const lists: readonly (readonly [Network, readonly (readonly [net: string, prefix: number])[]])[] = [
  [
    "loopback",
    [
      ["127.0.0.0", 8],
      ["0.0.0.0", 8],
      ["::1", 128],
      ["::", 128],
    ],
  ],
  [
    "private",
    [
      ["10.0.0.0", 8],
      ["172.16.0.0", 12],
      ["192.168.0.0", 16],
      ["100.64.0.0", 10],
      ["fc00::", 7],
    ],
  ],
  [
    "link-local",
    [
      ["169.254.0.0", 16],
      ["fe80::", 10],
    ],
  ],
];

const networks = lists.map(([network, subnets]) => {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIP(net) === 4 ? "ipv4" : "ipv6");
  return [network, list] as const;
});

/** The network of an IP address, without brackets. */
export function networkOf(address: string): Network {
  const plain = unmapped(address);
  const family = isIP(plain) === 4 ? "ipv4" : "ipv6";
  return networks.find(([, list]) => list.check(plain, family))?.[0] ?? "public";
}

/** The IPv4 address within an IPv6 one that stands for it, in either notation. */
function unmapped(address: string): string {
  const [, dotted, high, low] = /^::ffff:(?:([\d.]+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return address;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}
