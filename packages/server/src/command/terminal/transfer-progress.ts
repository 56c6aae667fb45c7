import type { ProgressResponse } from "@cria/spec";
import { formatBytes } from "../format/bytes.ts";
import { formatBar } from "./transfer-bar.ts";
import { TransferRate } from "./transfer-rate.ts";

const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const frameTime = 100;

/** Where progress is shown. */
export interface TransferOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

interface Line {
  readonly status: string;
  readonly digest: string | undefined;
  completed: number;
  total: number;
  readonly rate: TransferRate;
  /** The last tenth that was printed, away from a terminal. */
  printed: number;
}

/**
 * The steps of a pull or push. On a terminal a line for each, drawn again and again, with a bar for each blob; elsewhere
 * a line for each step, and for each tenth of a blob.
 */
export class TransferProgress {
  readonly #output: TransferOutput;
  readonly #lines: Line[] = [];
  #drawn = 0;
  #frame = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(output: TransferOutput = process.stderr) {
    this.#output = output;
    if (output.isTTY) this.#timer = setInterval(() => this.#draw(), frameTime);
  }

  /** Bytes that are there, and all, of what was told of. */
  get sum(): { completed: number; total: number } {
    const sum = (key: "completed" | "total") => this.#lines.reduce((all, line) => all + line[key], 0);
    return { completed: sum("completed"), total: sum("total") };
  }

  /** Shows a step. */
  update({ status, digest, total = 0, completed = 0 }: ProgressResponse): void {
    let line = this.#lines.find((each) => (digest === undefined ? each.status === status : each.digest === digest));
    if (line === undefined) {
      line = { status, digest, completed: 0, total: 0, rate: new TransferRate(), printed: -1 };
      this.#lines.push(line);
      if (digest === undefined && !this.#output.isTTY) this.#output.write(`${status}\n`);
    }
    Object.assign(line, { completed, total });
    line.rate.note(completed, Date.now());
    if (digest !== undefined && !this.#output.isTTY) this.#print(line);
  }

  /** Ends the display and leaves the last state on the screen. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#output.isTTY) this.#draw(true);
    this.#timer = undefined;
  }

  #print(line: Line): void {
    const { status, completed, total } = line;
    const tenth = total === 0 ? 10 : Math.floor((completed / total) * 10);
    if (completed === 0 || tenth <= line.printed) return;
    line.printed = tenth;
    this.#output.write(`${status}: ${tenth * 10}% of ${formatBytes(total)}\n`);
  }

  #draw(isEnd = false): void {
    const columns = this.#output.columns || 80;
    const now = Date.now();
    const texts = this.#lines.map((line, i) => {
      const { status, digest, completed, total, rate } = line;
      if (digest !== undefined)
        return formatBar({ label: status, completed, total, rate: rate.at(completed, now) }, columns);
      const isOpen = !isEnd && i === this.#lines.length - 1;
      return `${status} ${isOpen ? frames[this.#frame % frames.length] : ""}`.slice(0, columns - 1);
    });
    this.#frame++;
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    this.#output.write(`${up}\r${texts.map((text) => `\x1b[2K${text}\n`).join("")}`);
    this.#drawn = texts.length;
  }
}
