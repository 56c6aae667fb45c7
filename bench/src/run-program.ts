import { track } from "./children.ts";
import { watchOthers } from "./disturbance.ts";

/** What a program did. */
export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  /** From its start to its first output, or to its end if there was none. */
  readonly firstOutput: number;
  /** Most bytes that were resident at once. */
  readonly peakBytes: number;
  /** Share of all cores' time that other processes took meanwhile, 0 to 1. */
  readonly others: number;
}

/** Last lines of a program's messages that tell why it failed. */
const keptLines = 12;
/** Lines in which a debugger shows where a program was, as llama.cpp calls one when it aborts. */
const stackLine = /^(#\d+ |\[(New LWP|Inferior) )/;

/** Runs a program to its end. Throws an Error with its last lines if it fails. */
export async function runProgram(command: readonly string[]): Promise<Finished> {
  const others = watchOthers();
  const start = performance.now();
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const untrack = track(child);
  try {
    let firstOutput: number | undefined;
    const collect = async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of child.stdout) {
        firstOutput ??= performance.now() - start;
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString();
    };
    const [stdout, stderr, code] = await Promise.all([collect(), new Response(child.stderr).text(), child.exited]);
    if (code !== 0) {
      const lines = `${stderr}\n${stdout}`.split("\n").filter((line) => line.trim() && !stackLine.test(line));
      throw new Error(
        `${command.join(" ")} ended (${child.signalCode ?? code}).\n${lines.slice(-keptLines).join("\n")}`,
      );
    }
    const usage = child.resourceUsage()!;
    // In microseconds and, on Linux and macOS alike, bytes.
    const own = Number(usage.cpuTime.total) / 1000;
    return {
      stdout,
      stderr,
      firstOutput: firstOutput ?? performance.now() - start,
      peakBytes: usage.maxRSS,
      others: others(own),
    };
  } finally {
    untrack();
  }
}
