import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

export const HISTORY_SIZE = 100;

/** Where the lines typed at the prompt are kept, shared with Ollama. */
export function historyPath(home: string = homedir()): string {
  return join(home, ".ollama", "history");
}

/** Lines of earlier sessions, oldest first. A file that cannot be read is no history. */
export function readHistory(path: string): string[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.filter((line) => line.trim() !== "").slice(-HISTORY_SIZE);
  } catch {
    return [];
  }
}

/** Keeps the last lines, for the user's eyes only. A file that cannot be written is no reason to end a session. */
export function writeHistory(path: string, lines: readonly string[]): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      lines
        .slice(-HISTORY_SIZE)
        .map((line) => `${line}\n`)
        .join(""),
      { mode: 0o600 },
    );
  } catch {
    // Nothing to do: the history lives on in memory.
  }
}
