import * as readline from "node:readline";
import { HISTORY_SIZE, readHistory, writeHistory } from "./history.ts";

const GREY = "\x1b[90m";
const PLAIN = "\x1b[0m";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

/**
 * Reads lines from the terminal with editing and history. Between reads the terminal is in its normal mode, so that
 * Ctrl-C is a signal and typing ahead works. Text pasted with newlines counts as one line.
 */
export class LineReader {
  readonly #interface: readline.Interface;
  readonly #historyPath: string | undefined;
  readonly #history: string[];
  readonly #queue: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #pasting = false;
  #pasted: string[] = [];
  #placeholderShown = false;
  #closed = false;
  /** Whether new lines are kept for later sessions. */
  keepsHistory = true;

  /** Without a path nothing is kept. `onInterrupt` is called for Ctrl-C on an empty line. */
  constructor(historyPath: string | undefined, onInterrupt: () => void) {
    this.#historyPath = historyPath;
    this.#history = historyPath === undefined ? [] : readHistory(historyPath);
    this.#interface = readline.createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      history: this.#history.toReversed(),
      historySize: HISTORY_SIZE,
      tabSize: 8,
    });
    // Before readline's own listener: it writes a typed character at once, over the placeholder.
    process.stdin.prependListener("keypress", this.#onKey);
    this.#interface.on("line", (line) => this.#onLine(line));
    this.#interface.on("close", () => {
      this.#closed = true;
      this.#deliver(undefined);
    });
    this.#interface.on("SIGINT", () => {
      const isEmpty = this.#interface.line === "";
      this.#pasted = [];
      process.stdout.write("\n");
      if (isEmpty) onInterrupt();
      // Ctrl-E, then Ctrl-U: what was typed is dropped.
      this.#interface.write(null, { ctrl: true, name: "e" });
      this.#interface.write(null, { ctrl: true, name: "u" });
      this.#interface.prompt();
    });
    this.#leaveRawMode();
  }

  /** The next line, or `undefined` at the end of the input. The placeholder stands in the line until a key is hit. */
  async read(prompt: string, placeholder = ""): Promise<string | undefined> {
    const queued = this.#queue.shift();
    if (queued !== undefined) return queued;
    if (this.#closed) return undefined;
    process.stdin.setRawMode(true);
    process.stdout.write(PASTE_ON);
    this.#interface.setPrompt(prompt);
    this.#interface.prompt();
    if (placeholder !== "") {
      process.stdout.write(`${GREY}${placeholder}${PLAIN}\x1b[${placeholder.length}D`);
      this.#placeholderShown = true;
    }
    const line = await new Promise<string | undefined>((resolve) => {
      this.#waiting = resolve;
    });
    if (!this.#closed) this.#leaveRawMode();
    return line;
  }

  close(): void {
    process.stdin.off("keypress", this.#onKey);
    this.#interface.close();
    process.stdout.write(PASTE_OFF);
    process.stdin.unref();
  }

  readonly #onKey = (_text: string | undefined, key: { name?: string } | undefined): void => {
    if (this.#placeholderShown) {
      process.stdout.write("\x1b[K");
      this.#placeholderShown = false;
    }
    if (key?.name === "paste-start") this.#pasting = true;
    if (key?.name === "paste-end") this.#pasting = false;
  };

  #onLine(line: string): void {
    this.#remember(line);
    this.#pasted.push(line);
    if (this.#pasting) return;
    this.#deliver(this.#pasted.join("\n"));
    this.#pasted = [];
  }

  #remember(line: string): void {
    if (line.trim() === "" || !this.keepsHistory || this.#historyPath === undefined) return;
    this.#history.push(line);
    writeHistory(this.#historyPath, this.#history);
  }

  #deliver(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(line);
    else if (line !== undefined) this.#queue.push(line);
  }

  #leaveRawMode(): void {
    this.#interface.pause();
    process.stdin.setRawMode(false);
    process.stdout.write(PASTE_OFF);
  }
}
