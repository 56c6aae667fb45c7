import { OutputLimitError } from "./error.ts";

/** Most characters (UTF-16 units) of an output, and of any text that a function makes. */
export const maxOutput = 64 * 1024 * 1024;

/** How deep `{{template}}` calls may nest. */
export const maxTemplateDepth = 1000;

/** Most nodes that one execution may visit. */
export const maxSteps = 3_000_000;

/** Most characters that the functions of one execution may read and make. */
export const maxWork = 512 * 1024 * 1024;

/** What one execution may do: nodes visited, characters that functions read and make, characters of output. */
export interface Bounds {
  readonly steps: number;
  readonly work: number;
  readonly output: number;
}

export const fullBounds: Bounds = { steps: maxSteps, work: maxWork, output: maxOutput };

/** What takes some ten milliseconds at most. A long chat takes some ten thousand steps. */
export const briefBounds: Bounds = { steps: 100_000, work: 2 ** 22, output: 2 ** 22 };

/** Collects text up to a bound. */
export class TextBuffer {
  private readonly parts: string[] = [];
  private length = 0;

  constructor(private readonly most = maxOutput) {}

  /** @throws OutputLimitError beyond the bound */
  write(text: string): void {
    this.length += text.length;
    if (this.length > this.most) throw new OutputLimitError(`output is longer than ${this.most} characters`);
    this.parts.push(text);
  }

  toString(): string {
    return this.parts.join("");
  }
}
