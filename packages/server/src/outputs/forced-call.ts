import { isObject, parseObject } from "./json-object.ts";
import type { OutputDelta, OutputParser } from "./output-parser.ts";
import { toToolCall } from "./parsers/parsed-call.ts";

/**
 * Reads an output that a grammar holds to a call `{"name": …, "arguments": {…}}` where content would be. An output that was
 * cut before the call was whole is content.
 */
export class ForcedCallParser implements OutputParser {
  readonly #parser: OutputParser;
  #content = "";

  /** @param parser tells content from what comes before it */
  constructor(parser: OutputParser) {
    this.#parser = parser;
  }

  add(text: string): OutputDelta {
    return this.#take(this.#parser.add(text));
  }

  end(): OutputDelta {
    const last = this.#take(this.#parser.end());
    const call = parseObject(this.#content);
    if (typeof call?.name !== "string" || !isObject(call.arguments)) return { ...last, content: this.#content };
    const { name, arguments: values } = call;
    return { ...last, toolCalls: [...last.toolCalls, toToolCall({ name, arguments: values }, 0)] };
  }

  #take(delta: OutputDelta): OutputDelta {
    this.#content += delta.content;
    return { ...delta, content: "" };
  }
}
