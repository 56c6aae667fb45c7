const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const FRAME_TIME = 100;
/** Work that is done sooner than this shows no spinner at all. */
const PATIENCE = 200;

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * One line of progress with a spinner, on a terminal; elsewhere every finished line is printed once and nothing moves.
 * Ended lines stay on the screen, cleared ones do not.
 */
export class Progress {
  readonly #output: ProgressOutput;
  #text: string | undefined;
  #frame = 0;
  #drawn = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(output: ProgressOutput = process.stderr) {
    this.#output = output;
  }

  /** Starts a line; one still open is ended first. The empty text shows only a spinner. */
  start(text: string): void {
    this.end();
    this.#text = text;
    if (!this.#output.isTTY) return;
    this.#patience = setTimeout(() => {
      this.#draw();
      this.#timer = setInterval(() => this.#draw(), FRAME_TIME);
    }, PATIENCE);
  }

  /** Changes the text of the open line. */
  update(text: string): void {
    if (this.#text !== undefined) this.#text = text;
  }

  /** Ends the open line and leaves its text on the screen. */
  end(): void {
    const text = this.#text;
    this.clear();
    if (text) this.#output.write(`${text}\n`);
  }

  /** Takes the open line from the screen. */
  clear(): void {
    clearTimeout(this.#patience);
    clearInterval(this.#timer);
    if (this.#drawn) this.#output.write("\r\x1b[2K");
    this.#drawn = false;
    this.#text = undefined;
  }

  #draw(): void {
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    this.#output.write(`\r\x1b[2K${this.#text ? `${this.#text} ` : ""}${frame} `);
    this.#drawn = true;
  }
}
