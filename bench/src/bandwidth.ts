import { track } from "./children.ts";
import { type Patience, undisturbed, watchOthers } from "./disturbance.ts";
import { linesOf } from "./protocol.ts";

/** Bytes per second that `readers` cores together read from memory. */
export interface Bandwidth {
  readonly readers: number;
  readonly bytesPerSecond: number;
}

/** Bytes of all readers' buffers together: far more than caches hold. */
const totalBytes = 2 ** 30;
const passes = 3;

/**
 * Measures how fast several processes at once read large buffers, each its own: the best of some passes. What decodes a
 * token of one slot has to read all weights, so it can't be faster than this.
 */
export async function measureBandwidth(readers: number, patience: Patience): Promise<Bandwidth> {
  await using started = new AsyncDisposableStack();
  const all = Array.from({ length: readers }, () => started.use(new Reader(totalBytes / readers)));
  await Promise.all(all.map((reader) => reader.next()));
  const speeds: number[] = [];
  for (let pass = 0; pass < passes; pass++) speeds.push((await undisturbed(() => readTogether(all), patience)).speed);
  return { readers, bytesPerSecond: Math.max(...speeds) };
}

/** Bytes per second of all readers at once, which are busy all the time. */
async function readTogether(all: readonly Reader[]): Promise<{ speed: number; others: number }> {
  const others = watchOthers();
  const start = performance.now();
  const speeds = await Promise.all(all.map((reader) => reader.read()));
  const busy = all.length * (performance.now() - start);
  return { speed: speeds.reduce((sum, speed) => sum + speed, 0), others: others(busy) };
}

/** A process that reads its buffer when it is told to (bandwidth.child.ts). */
class Reader implements AsyncDisposable {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncGenerator<string>;
  readonly #untrack: () => void;

  constructor(bytes: number) {
    const program = new URL("bandwidth.child.ts", import.meta.url).pathname;
    this.#child = Bun.spawn([process.execPath, program, `${Math.floor(bytes)}`], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#lines = linesOf(this.#child.stdout);
    this.#untrack = track(this.#child);
  }

  /** Its next line: the first when its buffer is there, then one for each reading. */
  async next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("A process that measures memory bandwidth ended.");
    return value;
  }

  /** Reads for a moment; bytes per second. */
  async read(): Promise<number> {
    this.#child.stdin.write("read\n");
    this.#child.stdin.flush();
    return Number(await this.next());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    this.#untrack();
  }
}
