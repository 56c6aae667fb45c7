import { expect, test } from "bun:test";
import { networkOf } from "./networks.ts";

test.each([
  ["127.0.0.1", "loopback"],
  ["0.0.0.0", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["10.1.2.3", "private"],
  ["172.31.0.1", "private"],
  ["172.32.0.1", "public"],
  ["192.168.1.1", "private"],
  ["::ffff:c0a8:101", "private"],
  ["100.64.0.1", "private"],
  ["fd12::1", "private"],
  ["169.254.169.254", "link-local"],
  ["fe80::1", "link-local"],
  ["8.8.8.8", "public"],
  ["2606:4700::1", "public"],
] as const)("%s is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
