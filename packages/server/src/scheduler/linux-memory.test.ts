import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { linuxMemory } from "./linux-memory.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-memory-"));
afterAll(() => rmSync(folder, { recursive: true }));

const GiB = 2 ** 30;
const meminfo = "MemTotal:       16777216 kB\nMemFree:   1 kB\nMemAvailable:   12582912 kB\nSwapTotal:  1048576 kB\n";

let machines = 0;

/** A machine with these files. */
function machine(files: Readonly<Record<string, string>>) {
  const root = join(folder, String(machines++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return linuxMemory(root);
}

test("without limits it is the machine's", () => {
  const memory = machine({
    "proc/meminfo": meminfo,
    "proc/self/cgroup": "0::/user\n",
    "sys/fs/cgroup/user/memory.max": "max\n",
    "proc/42/status": "Name:\tbun\nRssAnon:\t    2048 kB\nRssFile:\t 99 kB\n",
  });
  expect([memory.total(), memory.available()]).toEqual([17 * GiB, 12 * GiB]);
  expect([memory.heldBy(42), memory.heldBy(43)]).toEqual([2 * 2 ** 20, 0]);
});

test("a limit of a control group holds, its file pages are free, and so does one further up", () => {
  const files = {
    "proc/meminfo": meminfo,
    "proc/self/cgroup": "0::/a/b\n",
    "sys/fs/cgroup/a/b/memory.max": `${4 * GiB}\n`,
    "sys/fs/cgroup/a/b/memory.current": `${3.5 * GiB}\n`,
    "sys/fs/cgroup/a/b/memory.stat": `anon 1\nfile ${3 * GiB}\ninactive_file ${2 * GiB}\nactive_file ${0.5 * GiB}\n`,
  };
  const own = machine(files);
  expect([own.total(), own.available()]).toEqual([5 * GiB, 3 * GiB]);
  const above = { "sys/fs/cgroup/a/memory.max": `${2 * GiB}\n`, "sys/fs/cgroup/a/memory.current": `${GiB}\n` };
  const both = machine({ ...files, ...above });
  expect([both.total(), both.available()]).toEqual([3 * GiB, GiB]);
});

test("a container sees the limit of version 1 at the root of its mount", () => {
  const memory = machine({
    "proc/meminfo": meminfo,
    "proc/self/cgroup": "5:cpu:/\n4:memory:/docker/0123\n0::/\n",
    "sys/fs/cgroup/memory/memory.limit_in_bytes": `${2 * GiB}\n`,
    "sys/fs/cgroup/memory/memory.usage_in_bytes": `${1.5 * GiB}\n`,
    "sys/fs/cgroup/memory/memory.stat": `inactive_file 1\ntotal_inactive_file ${GiB}\ntotal_active_file 0\n`,
  });
  expect(memory.available()).toBe(1.5 * GiB);
});

test.skipIf(process.platform !== "linux")("it reads this machine (skipped elsewhere than on Linux)", () => {
  const memory = linuxMemory();
  expect(memory.available()).toBeWithin(1, memory.total());
  expect(memory.total()).toBeGreaterThan(totalmem() / 1000);
  expect(memory.heldBy(process.pid)).toBeWithin(2 ** 20, totalmem());
});
