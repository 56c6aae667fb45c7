import { TemplateLimitError } from "../error.ts";

/** Most steps of one rendering: well under a second. A long chat takes some ten thousands. */
const mostSteps = 2_000_000;

/** Most UTF-16 units that one rendering may read and make, beyond some passes over its input. */
const mostText = 16 * 2 ** 20;

/** How often a template may read or copy the whole of its input. */
const passesOverInput = 24;

/** Steps and UTF-16 units of a rendering that nobody has to wait for. */
const briefSteps = 100_000;
const briefText = 2 ** 22;

/** How deep macros and recursive loops may nest. */
const deepest = 200;

/** Counts what a template does, and ends templates that run or grow without end: nobody has vetted them. */
export class Meter {
  #steps: number;
  #text: number;
  #depth = 0;

  /** @param inputLength UTF-16 units of the texts that the template gets */
  constructor(inputLength = 0) {
    this.#steps = mostSteps + inputLength;
    this.#text = mostText + passesOverInput * inputLength;
  }

  /** For what takes some ten milliseconds at most, whatever the template gets. */
  static brief(): Meter {
    const meter = new Meter();
    meter.#steps = briefSteps;
    meter.#text = briefText;
    return meter;
  }

  /** Counts evaluations, iterations and elements. */
  step(count = 1): void {
    this.#steps -= count;
    // Not a number is no step that is left.
    if (!(this.#steps >= 0)) throw new TemplateLimitError("the chat template takes too many steps");
  }

  /** Counts a text that is read or made, before it is made. */
  text(length: number): void {
    this.#text -= length;
    if (!(this.#text >= 0)) throw new TemplateLimitError("the chat template reads or makes too much text");
  }

  /** Runs a call. */
  call<Result>(run: () => Result): Result {
    if (this.#depth === deepest) throw new TemplateLimitError("the chat template nests too deep");
    this.step(10);
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }
}
