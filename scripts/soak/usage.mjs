import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";

/** Every process of the machine: pid, parent, state, resident bytes. */
function processes() {
  const text = execFileSync("ps", ["-Ao", "pid=,ppid=,stat=,rss="], { encoding: "utf8" });
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent, state, kilobytes] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), state, bytes: Number(kilobytes) * 1024 };
    });
}

/** What a process uses: resident bytes, open files (undefined where the system has no /proc), its children. */
export function usageOf(pid) {
  const all = processes();
  const children = all.filter(({ parent }) => parent === pid);
  return {
    bytes: all.find((process) => process.pid === pid)?.bytes ?? 0,
    files: openFiles(pid),
    children: children.filter(({ state }) => !state.startsWith("Z")).length,
    zombies: children.filter(({ state }) => state.startsWith("Z")).length,
  };
}

function openFiles(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}
