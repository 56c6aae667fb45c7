import { readdirSync, readFileSync } from "node:fs";

/** The most bytes that a process and those that it started have held, by Linux's files; undefined elsewhere. */
export function peakBytesOf(pid: number, root = "/proc"): number | undefined {
  const children = new Map<number, number[]>();
  let found: string[];
  try {
    found = readdirSync(root).filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  for (const name of found) {
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status(root, name))?.[1] ?? -1);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (process: number): number => {
    const own = 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(status(root, `${process}`))?.[1] ?? 0);
    return (children.get(process) ?? []).reduce((total, child) => total + sum(child), own);
  };
  return sum(pid) || undefined;
}

/** The process may have ended. */
function status(root: string, pid: string): string {
  try {
    return readFileSync(`${root}/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
