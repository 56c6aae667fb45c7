import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Memory } from "./memory.ts";

/** Names of a control group's files and of the counters of its file pages, in both versions of the interface. */
const versions = [
  {
    line: /^0::(.*)$/m,
    mount: "sys/fs/cgroup",
    limit: "memory.max",
    usage: "memory.current",
    files: /^(?:in)?active_file (\d+)$/gm,
  },
  {
    line: /^\d+:memory:(.*)$/m,
    mount: "sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    files: /^total_(?:in)?active_file (\d+)$/gm,
  },
] as const;

interface Limit {
  readonly bytes: number;
  readonly free: number;
}

/** Memory by the files of Linux below `root`; the limits of the control groups that this process is in hold, too. */
export function linuxMemory(root = "/"): Memory {
  const kilobytes = (path: string, name: string) => {
    const [, number] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(read(join(root, path))) ?? [];
    return number === undefined ? undefined : 1024 * Number(number);
  };
  const meminfo = (name: string) => kilobytes("proc/meminfo", name);
  return {
    total: () =>
      Math.min(meminfo("MemTotal") ?? Infinity, ...limits(root).map(({ bytes }) => bytes)) +
      (meminfo("SwapTotal") ?? 0),
    available: () => Math.min(meminfo("MemAvailable") ?? Infinity, ...limits(root).map(({ free }) => free)),
    heldBy: (pid) => kilobytes(`proc/${pid}/status`, "RssAnon") ?? 0,
  };
}

/** Limits of this process's control groups, from its own one upwards. */
function limits(root: string): Limit[] {
  const groups = read(join(root, "proc/self/cgroup"));
  return versions.flatMap(({ line, mount, limit, usage, files }) => {
    const [, own] = line.exec(groups) ?? [];
    if (own === undefined) return [];
    const found: Limit[] = [];
    for (let path = own; ; path = dirname(path)) {
      const folder = join(root, mount, path);
      const bytes = Number(read(join(folder, limit)) || NaN);
      if (Number.isFinite(bytes)) {
        const pages = [...read(join(folder, "memory.stat")).matchAll(files)];
        const reclaimable = pages.reduce((sum, [, count]) => sum + Number(count), 0);
        found.push({ bytes, free: bytes - Number(read(join(folder, usage))) + reclaimable });
      }
      if (path === dirname(path)) return found;
    }
  });
}

/** A file's text, empty if there is none. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
