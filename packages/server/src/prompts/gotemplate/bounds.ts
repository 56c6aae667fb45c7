import { FunctionError } from "./error.ts";

/** Most characters (UTF-16 units) of an output, and of any text that a function makes. */
export const maxOutput = 64 * 1024 * 1024;

/** How deep `{{template}}` calls may nest. */
export const maxTemplateDepth = 1000;

/** Most nodes that one execution may visit. */
export const maxSteps = 3_000_000;

/** Most characters that the functions of one execution may read and make. */
export const maxWork = 512 * 1024 * 1024;

/** Collects text up to the bound on output. */
export class TextBuffer {
  private readonly parts: string[] = [];
  private length = 0;

  /** @throws FunctionError beyond the bound */
  write(text: string): void {
    this.length += text.length;
    if (this.length > maxOutput) throw new FunctionError(`output is longer than ${maxOutput} characters`);
    this.parts.push(text);
  }

  toString(): string {
    return this.parts.join("");
  }
}
