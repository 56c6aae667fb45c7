import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { modelWithout } from "./inference/ask.ts";
import { askObject, question, user } from "./v1/ask.ts";
import * as chat from "./v1/chat.ts";
import { at, expectParses, expectText, objectsAt, textOr } from "./v1/json.ts";
import { eachOffered } from "./v1/offered.ts";
import { renderedChat } from "./v1/rendered-chat.ts";
import * as responses from "./v1/responses.ts";
import { callsOf } from "./v1/tool-calls.ts";
import { flat, nested, news, time, toolQuestion, weather } from "./v1/tools.ts";

/** A call as either protocol has it. */
interface Call {
  readonly id: unknown;
  readonly name: unknown;
  readonly arguments: unknown;
}

const bothTools = { functions: [weather, time], asked: toolQuestion };
const newsTool = { functions: [news], asked: "Get the news of today." };

/** Looks at the calls of an answer in each protocol. @param functions what is declared */
function onCalls(
  id: RequirementId,
  verify: (calls: readonly Call[], answer: Answer) => void,
  { functions, asked }: typeof bothTools | typeof newsTool = bothTools,
): Check {
  return check(id, ["tools"], (context) =>
    eachOffered(context, {
      openaiChatCompletions: async () => {
        const { answer, calls } = await callsOf(context, { messages: [user(asked)], tools: nested(...functions) });
        const made = calls.map((call) => ({
          id: call.id,
          name: at(call, "function", "name"),
          arguments: at(call, "function", "arguments"),
        }));
        verify(made, answer);
      },
      openaiResponses: async () => {
        const said = await responses.called(context, { input: asked, tools: flat(...functions) });
        const calls = responses.itemsOf(said, "function_call");
        verify(
          calls.map((call) => ({ id: call.call_id, name: call.name, arguments: call.arguments })),
          said.answer,
        );
      },
    }),
  );
}

/** Both protocols take a tool with these parameters. */
function takes(id: RequirementId, parameters: object, extra: object = {}): Check {
  return takesFields(id, () => {
    const tool = { name: "take", description: "Takes something", parameters, ...extra };
    return { chat: { tools: nested(tool) }, response: { tools: flat(tool) } };
  });
}

function takesFields(
  id: RequirementId,
  make: (context: CheckContext) => { readonly chat: object; readonly response: object },
): Check {
  return check(id, ["tools"], async (context) => {
    const fields = make(context);
    const model = context.models.with("tools");
    await eachOffered(context, {
      openaiChatCompletions: () => chat.accepts(context, { model, ...fields.chat }),
      openaiResponses: () => responses.accepts(context, { model, ...fields.response }),
    });
  });
}

/** Words of a declaration that a prompt must show. */
const marked = {
  name: "marked_tool",
  description: "A tool with marks",
  parameters: {
    type: "object",
    properties: {
      zeta_mark: { type: "string", enum: ["violet_mark", "green_mark"] },
      beta_mark: { type: "array", items: { type: "number" } },
      mid_mark: { type: "integer", description: "An inner mark" },
    },
    required: ["zeta_mark"],
  },
};
const marks = [
  "marked_tool",
  "A tool with marks",
  "zeta_mark",
  "violet_mark",
  "green_mark",
  "beta_mark",
  "An inner mark",
];

function shown(context: CheckContext, messages: readonly object[] = [user(question)]): Promise<string> {
  return renderedChat(context, { model: context.models.with("tools"), messages, tools: nested(marked) });
}

const values = '{"zeta_mark":"Ulaanbaatar","beta_mark":[1.25],"mid_mark":31415}';
const history = [
  user("Hello"),
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "call_1", type: "function", function: { name: "marked_tool", arguments: values } }],
  },
  { role: "tool", tool_call_id: "call_1", content: "Done." },
];

/** Words stand in a text in their order, or sorted, as Go's templates print a map. */
function expectOrder(text: string, words: readonly string[]): void {
  const found = words.toSorted((a, b) => text.indexOf(a) - text.indexOf(b));
  const right = [words, words.toSorted()].some((order) => order.join() === found.join());
  expectThat(right, `the prompt has the order ${found.join()} instead of ${words.join()}`);
}

const properties = ["zeta_mark", "beta_mark", "mid_mark"] as const;

export const openaiTools = [
  onCalls("openai-tools.arguments-are-text", (calls, answer) => {
    for (const call of calls) expectText(call.arguments, "arguments", answer);
  }),
  onCalls("openai-tools.arguments-parse", (calls, answer) => {
    for (const call of calls) {
      const parsed = expectParses(expectText(call.arguments, "arguments", answer), "arguments", answer);
      expectRecord(parsed, "what arguments hold", answer);
    }
  }),
  onCalls(
    "openai-tools.no-arguments-is-empty-object",
    (calls, answer) => {
      const parsed = calls.map((call) => expectParses(textOr(call.arguments), "arguments", answer));
      // A model may make arguments up; what matters is that there is an object.
      for (const each of parsed) expectRecord(each, "the arguments of a tool without parameters", answer);
    },
    newsTool,
  ),
  onCalls("openai-tools.name-is-declared", (calls, answer) => {
    for (const { name } of calls) {
      expectThat([weather.name, time.name].includes(textOr(name)), `no tool ${show(name)} was declared`, answer);
    }
  }),
  onCalls("openai-tools.id-present", (calls, answer) => {
    for (const { id } of calls) expectThat(textOr(id) !== "", `a call has the id ${show(id)}`, answer);
  }),
  onCalls("openai-tools.ids-differ", (calls, answer) => {
    if (calls.length < 2) throw new NotApplicable("the model made one call only");
    const ids = calls.map(({ id }) => id);
    expectEqual(new Set(ids).size, ids.length, `the number of different ids of ${show(ids)}`, answer);
  }),
  check("openai-tools.history-roundtrip", ["tools"], (context) =>
    eachOffered(context, {
      openaiChatCompletions: async () => {
        const { body, calls } = await callsOf(context);
        const results = calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: "Sunny, at noon." }));
        const messages = [user(toolQuestion), at(body, "choices", 0, "message"), ...results];
        await chat.accepts(context, { ...chat.toolFields(context.models.with("tools")), messages, max_tokens: 1 });
      },
      openaiResponses: async () => {
        const said = await responses.called(context);
        const results = responses
          .itemsOf(said, "function_call")
          .map(({ call_id }) => ({ type: "function_call_output", call_id, output: "Sunny, at noon." }));
        const input = [user(toolQuestion), ...objectsAt(said.body, "output"), ...results];
        await responses.accepts(context, { ...responses.toolFields(context), input, max_output_tokens: 1 });
      },
    }),
  ),
  takes(
    "openai-tools.schema-extra-keys-ignored",
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      additionalProperties: false,
      properties: { when: { type: "string", format: "date-time", default: "now", oneOf: [{ type: "string" }] } },
    },
    { strict: true },
  ),
  takes("openai-tools.property-type-list", { type: "object", properties: { x: { type: ["string", "null"] } } }),
  takes("openai-tools.property-any-of", {
    type: "object",
    properties: { x: { anyOf: [{ type: "string" }, { type: "number" }] } },
  }),
  takes("openai-tools.nested-schema", {
    type: "object",
    properties: {
      place: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      list: { type: "array", items: { type: "object", properties: { name: { type: "string" } } } },
    },
  }),
  check("openai-tools.schema-kept", ["tools"], async (context) => {
    // What the model's template leaves out of a schema it leaves out natively as well.
    const native = await nativePrompt(context);
    const prompt = await shown(context);
    const lost = marks.filter((mark) => native.includes(mark) && !prompt.includes(mark));
    expectThat(lost.length === 0, `the prompt does not show ${lost.join(", ")}`);
    expectThat(prompt.includes(marked.name), "the prompt does not show the tool");
  }),
  check("openai-tools.property-order", ["tools"], async (context) => expectOrder(await shown(context), properties)),
  check("openai-tools.arguments-kept", ["tools"], async (context) => {
    const prompt = await shown(context, history);
    for (const value of ["Ulaanbaatar", "1.25", "31415"]) {
      expectThat(prompt.includes(value), `the argument ${value} of a call does not reach the prompt`);
    }
    expectThat(!/"31415"/.test(prompt), "a number among the arguments of a call becomes a text");
  }),
  check("openai-tools.arguments-order", ["tools"], async (context) => {
    const prompt = await shown(context, history);
    expectOrder(prompt.slice(prompt.lastIndexOf("Hello")), properties);
  }),
  check("openai-tools.choice-accepted", ["tools"], async (context) => {
    const model = context.models.with("tools");
    const choices = ["auto", "none", "required"];
    const [inChat, inResponse] = [
      { type: "function", function: { name: weather.name } },
      { type: "function", name: weather.name },
    ];
    await eachOffered(context, {
      openaiChatCompletions: async () => {
        for (const tool_choice of [...choices, inChat])
          await chat.accepts(context, { model, tools: nested(weather), tool_choice });
      },
      openaiResponses: async () => {
        for (const tool_choice of [...choices, inResponse])
          await responses.accepts(context, { model, tools: flat(weather), tool_choice });
      },
    });
  }),
  takesFields("openai-tools.parallel-flag-accepted", () => ({
    chat: { tools: nested(weather), parallel_tool_calls: false },
    response: { tools: flat(weather), parallel_tool_calls: false },
  })),
  check("openai-tools.empty-list-accepted", ["model"], async (context) => {
    const model = modelWithout(context, "tools");
    await eachOffered(context, {
      openaiChatCompletions: () => chat.accepts(context, { model, tools: [] }),
      openaiResponses: () => responses.accepts(context, { model, tools: [] }),
    });
  }),
];

/** What `/api/chat` shows for the tool. */
async function nativePrompt(context: CheckContext): Promise<string> {
  const { body } = await askObject(context, "/api/chat", {
    model: context.models.with("tools"),
    messages: [user(question)],
    tools: nested(marked),
    stream: false,
    _debug_render_only: true,
  });
  return textOr(at(body, "_debug_info", "rendered_template"));
}
