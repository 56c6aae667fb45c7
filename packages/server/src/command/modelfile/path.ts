import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";

/** An absolute path: `~` and `~user` are home directories, anything relative starts at `directory`. */
export function expandPath(path: string, directory: string): string {
  const tilde = /^~([^/\\]*)([/\\].*)?$/s.exec(path);
  if (tilde) {
    const home = tilde[1] === "" ? homedir() : homeOf(tilde[1] ?? "");
    if (home !== undefined) return resolve(home + (tilde[2] ?? ""));
  }
  return resolve(directory, path);
}

/** False also where looking is not allowed or the text can be no path. */
export function pathExists(path: string): boolean {
  return existsSync(path);
}

function homeOf(user: string): string | undefined {
  try {
    const line = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((entry) => entry.startsWith(`${user}:`));
    return line?.split(":")[5];
  } catch {
    return undefined;
  }
}
