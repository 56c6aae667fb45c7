import { JinjaError, TemplateLimitError } from "./error.ts";
import { globals } from "./library/globals.ts";
import { Evaluator } from "./runtime/evaluator.ts";
import { Executor } from "./runtime/executor.ts";
import { Meter } from "./runtime/meter.ts";
import { Scope } from "./runtime/scope.ts";
import type { Body } from "./syntax/nodes.ts";
import { parse } from "./syntax/parser.ts";
import { fromJson } from "./values/from-json.ts";
import { forgetTexts } from "./values/text.ts";

/** No chat template is longer than this many characters. */
const longestTemplate = 1_000_000;

export interface RenderOptions {
  /** What the time is; by default the clock's. */
  readonly now?: () => Date;
  /** What bounds the rendering; by default one of its own. */
  readonly meter?: Meter;
}

/** A Jinja template as Transformers runs chat templates: parsed once, rendered often. Immutable. */
export class JinjaTemplate {
  readonly #program: Body;

  /** Throws JinjaError for what is no template. */
  constructor(text: string) {
    if (text.length > longestTemplate) throw new JinjaError("the chat template is too long");
    this.#program = parse(text);
  }

  /**
   * The text that the template makes.
   * @param variables JSON; integral numbers are integers, undefined members are absent
   * @throws JinjaError with Python's text for what the template does wrong or refuses; TemplateLimitError for one that
   *   runs or grows without end
   */
  render(
    variables: Readonly<Record<string, unknown>>,
    { now = () => new Date(), meter: given }: RenderOptions = {},
  ): string {
    try {
      const { value, length } = fromJson(variables);
      const meter = given ?? new Meter(length);
      const evaluator = new Evaluator(meter, now);
      const outer = new Scope();
      for (const [name, each] of globals(evaluator)) outer.set(name, each);
      for (const [name, each] of value.entries()) outer.set(String(name), each);
      return new Executor(meter, evaluator, outer).run(this.#program);
    } catch (error) {
      // The limits should come first; this is for values that nest deep and for texts that the engine refuses to make.
      if (error instanceof RangeError) throw new TemplateLimitError("the chat template nests too deep");
      throw error;
    } finally {
      forgetTexts();
    }
  }
}
