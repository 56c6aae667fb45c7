import type { OperationId } from "@cria/spec";
import type { CheckContext } from "../../check/context.ts";
import { expectThat, isRecord } from "../../check/expect.ts";
import { NotApplicable, NotSupported } from "../../check/outcome.ts";
import type { Fields, Said } from "../v1/ask.ts";
import * as chat from "../v1/chat.ts";
import { at, expectParses, objectsAt, textOr } from "../v1/json.ts";
import * as messages from "../v1/messages.ts";
import * as responses from "../v1/responses.ts";

/** A call of an answer. */
export interface Call {
  readonly name: string;
  readonly arguments: unknown;
}

/** An answer to a request with two tools. */
export interface Told {
  readonly said: Said;
  readonly calls: readonly Call[];
  readonly text: string;
  /** Why it ended. */
  readonly finish: unknown;
}

/** A route by which tools are called, and how a choice of them is written there. */
export interface ToolRoute {
  readonly id: OperationId;
  readonly none: Fields;
  readonly required: Fields;
  readonly named: (name: string) => Fields;
  readonly single: Fields;
  /** Fields of a question that is about no tool. */
  readonly greeting: Fields;
  readonly finished: string | undefined;
  readonly ask: (context: CheckContext, more?: Fields) => Promise<Told>;
}

const greeting = [{ role: "user", content: "Say hello." }];

const routes: readonly ToolRoute[] = [
  {
    id: "openaiChatCompletions",
    none: { tool_choice: "none" },
    required: { tool_choice: "required" },
    named: (name) => ({ tool_choice: { type: "function", function: { name } } }),
    single: { parallel_tool_calls: false },
    greeting: { messages: greeting },
    finished: "tool_calls",
    ask: async (context, more = {}) => {
      const said = await chat.chat(context, { ...chat.toolFields(context.models.with("tools")), ...more });
      const [choice] = objectsAt(said.body, "choices");
      const calls = objectsAt(choice, "message", "tool_calls").map((call) => ({
        name: textOr(at(call, "function", "name")),
        arguments: expectParses(textOr(at(call, "function", "arguments")), "arguments of a call", said.answer),
      }));
      return { said, calls, text: textOr(at(choice, "message", "content")), finish: choice?.finish_reason };
    },
  },
  {
    id: "openaiResponses",
    none: { tool_choice: "none" },
    required: { tool_choice: "required" },
    named: (name) => ({ tool_choice: { type: "function", name } }),
    single: { parallel_tool_calls: false },
    greeting: { input: greeting[0]!.content },
    finished: undefined,
    ask: async (context, more = {}) => {
      const said = await responses.respond(context, { ...responses.toolFields(context), ...more });
      const calls = responses.itemsOf(said, "function_call").map((item) => ({
        name: textOr(item.name),
        arguments: expectParses(textOr(item.arguments), "arguments of a call", said.answer),
      }));
      return { said, calls, text: responses.textOf(said), finish: said.body.status };
    },
  },
  {
    id: "anthropicMessages",
    none: { tool_choice: { type: "none" } },
    required: { tool_choice: { type: "any" } },
    named: (name) => ({ tool_choice: { type: "tool", name } }),
    single: { tool_choice: { type: "auto", disable_parallel_tool_use: true } },
    greeting: { messages: greeting },
    finished: "tool_use",
    ask: async (context, more = {}) => {
      const said = await messages.message(context, { ...messages.toolFields(context), ...more });
      const calls = messages.blocksOf(said, "tool_use").map((block) => ({
        name: textOr(block.name),
        arguments: isRecord(block.input) ? block.input : {},
      }));
      return { said, calls, text: messages.textOf(said), finish: said.body.stop_reason };
    },
  },
];

/** The routes that the server offers. Throws {@link NotSupported} if it offers none. */
export function toolRoutes({ absent }: CheckContext): readonly ToolRoute[] {
  const offered = routes.filter(({ id }) => !absent.has(id));
  if (offered.length === 0) throw new NotSupported("the server has no route by which other protocols call tools");
  return offered;
}

/** How a field changes an answer: as it should, not at all, or it can't be told apart from what the model does anyway. */
export type Effect = "effect" | "no effect" | "unknown";

/** A field works on all routes or on none: a server on which it works on none does as Ollama. */
export async function judge(
  context: CheckContext,
  field: string,
  effectOn: (route: ToolRoute) => Promise<Effect>,
): Promise<void> {
  const effects: (readonly [ToolRoute, Effect])[] = [];
  for (const route of toolRoutes(context)) effects.push([route, await effectOn(route)]);
  const having = (wanted: Effect) => effects.filter(([, effect]) => effect === wanted).map(([route]) => route.id);
  if (having("effect").length === 0) {
    if (having("no effect").length === 0) throw new NotApplicable("the model calls, or does not, whatever it is told");
    throw new NotSupported(`${field} has no effect, as in Ollama`);
  }
  const lacking = having("no effect");
  expectThat(
    lacking.length === 0,
    `${field} has an effect for ${having("effect").join()}, but not for ${lacking.join()}`,
  );
}
