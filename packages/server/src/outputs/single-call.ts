import type { OutputDelta, OutputParser } from "./output-parser.ts";

/** Leaves out all calls but the first. */
export class SingleCallParser implements OutputParser {
  readonly #parser: OutputParser;
  #hasCalled = false;

  constructor(parser: OutputParser) {
    this.#parser = parser;
  }

  add(text: string): OutputDelta {
    return this.#first(this.#parser.add(text));
  }

  end(): OutputDelta {
    return this.#first(this.#parser.end());
  }

  #first(delta: OutputDelta): OutputDelta {
    if (delta.toolCalls.length === 0) return delta;
    const toolCalls = this.#hasCalled ? [] : delta.toolCalls.slice(0, 1);
    this.#hasCalled = true;
    return { ...delta, toolCalls };
  }
}
