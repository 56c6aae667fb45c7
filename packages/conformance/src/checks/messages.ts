import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { askWhole, steady } from "./inference/ask.ts";
import { eachObject, messageOf, objectOf } from "./inference/frames.ts";
import { picture } from "./inference/picture.ts";
import { rendered } from "./inference/rendered.ts";
import { callingFrames, clock, weather } from "./inference/thoughts-and-calls.ts";

/** Asks for one token of an answer to messages: enough to see that they are taken. */
function tell(context: CheckContext, messages: readonly unknown[], more: object = {}): Promise<Answer> {
  return askWhole(context, "chat", "", { messages, options: { num_predict: 1 }, ...more });
}

async function expectTaken(context: CheckContext, messages: readonly unknown[], more?: object): Promise<void> {
  expectStatus(await tell(context, messages, more), 200);
}

const user = (content: unknown) => ({ role: "user", content });

/** A call of a tool as a model's message has it, and the tool's answer. */
const callAndResult = (call: object, result: object = {}) => [
  user("What is the weather in Paris?"),
  { role: "assistant", content: "", tool_calls: [call] },
  { role: "tool", content: "18 degrees, sunny", tool_name: "get_current_weather", ...result },
];

const wellFormed = {
  id: "call_abcdefgh",
  function: { index: 0, name: "get_current_weather", arguments: { city: "Paris" } },
};

/** Tokens of the prompt, as the server counts them. */
async function promptTokens(context: CheckContext, messages: readonly unknown[]): Promise<unknown> {
  return objectOf(await tell(context, messages)).prompt_eval_count;
}

/** Two lists of messages give one prompt, or as far as that does not show, as many tokens. */
async function expectSamePrompt(context: CheckContext, one: readonly unknown[], other: readonly unknown[]) {
  try {
    const shown = await rendered(context, "chat", "", { messages: one });
    expectEqual(await rendered(context, "chat", "", { messages: other }), shown, "the prompt that the model gets");
  } catch (error) {
    if (!(error instanceof NotApplicable)) throw error;
    expectEqual(await promptTokens(context, other), await promptTokens(context, one), "the tokens of the prompt");
  }
}

/** All texts reach the model in their order, or as far as that does not show, make the prompt longer. */
async function expectInPrompt(context: CheckContext, texts: readonly string[]): Promise<void> {
  const messages = texts.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content }));
  try {
    const shown = await rendered(context, "chat", "", { messages });
    const places = texts.map((text) => shown.indexOf(text));
    const inOrder = places.every((place, index) => place > (places[index - 1] ?? -1));
    expectThat(inOrder, `the messages ${JSON.stringify(texts)} became the prompt ${JSON.stringify(shown)}`);
  } catch (error) {
    if (!(error instanceof NotApplicable)) throw error;
    const [all, last] = [await promptTokens(context, messages), await promptTokens(context, messages.slice(-1))];
    const more = typeof all === "number" && typeof last === "number" && (all > last || messages.length === 1);
    expectThat(more, `the prompt has ${all} tokens with all messages and ${last} with the last alone`);
  }
}

const roles = fc.constantFrom("system", "user", "assistant");
/** A chat that ends with a question. */
const chats = fc
  .array(fc.record({ role: roles, content: fc.constantFrom("Hello.", "A cat sat.", "") }), { maxLength: 5 })
  .map((before) => [...before, user("And then?")]);

export const messages = [
  check("messages.role.standard", ["model"], async (context) => {
    const roles = ["system", "user", "assistant", "tool"];
    await expectTaken(context, [...roles.map((role) => ({ role, content: "Hello." })), user("Hi.")]);
  }),
  check("messages.role.lower-cased", ["model"], async (context) => {
    const lower = ["system", "user", "assistant"].map((role) => ({ role, content: `I am the ${role}.` }));
    const upper = lower.map(({ role, content }) => ({ role: role.toUpperCase(), content }));
    await expectSamePrompt(context, [...lower, user("Hi.")], [...upper, { role: "User", content: "Hi." }]);
  }),
  check("messages.role.answer", ["model"], (context) =>
    eachObject(
      context,
      (frame, answer) => expectEqual(messageOf(frame).role, "assistant", "the role of a message", answer),
      ["chat"],
    ),
  ),
  check("messages.content.always-string", ["model"], (context) =>
    eachObject(
      context,
      (frame, answer) => {
        const { content } = messageOf(frame);
        expectThat(typeof content === "string", `content is ${JSON.stringify(content)}`, answer);
      },
      ["chat"],
    ),
  ),
  check("messages.content.parts-refused", ["model"], async (context) => {
    const answer = await tell(context, [user([{ type: "text", text: "hi" }])]);
    expectError(answer, 400, /^json: cannot unmarshal/);
  }),
  check("messages.content.null", ["model"], async (context) => {
    const question = user("Hi.");
    const empty = [{ role: "assistant", content: "" }, question];
    for (const none of [{ role: "assistant", content: null }, { role: "assistant" }]) {
      await expectSamePrompt(context, empty, [none, question]);
    }
  }),
  check("messages.content.unicode", ["model"], async (context) => {
    // What a template trims or reads as its own is no matter of the server.
    const letters = fc.string({ unit: fc.constantFrom(..."añß語日привет🦙👩‍👩‍👧é"), minLength: 1, maxLength: 12 });
    await context.property(letters, async (text) => expectInPrompt(context, [`«${text}»`]), { weight: 2 });
  }),
  check("messages.thinking.accepted", ["model"], async (context) => {
    await expectTaken(context, [user("Hi."), { role: "assistant", content: "Hello.", thinking: "Who?" }, user("Me.")]);
  }),
  check("messages.images.accepted", ["vision"], async (context) => {
    const model = context.models.with("vision");
    await expectTaken(context, [{ ...user("What is this?"), images: [picture] }], { model });
  }),
  check("messages.tool-name.accepted", ["tools"], async (context) => {
    await expectTaken(context, callAndResult(wellFormed), { model: context.models.with("tools"), tools: [weather] });
  }),
  check("messages.tool-call-id.accepted", ["tools"], async (context) => {
    const messages = callAndResult(wellFormed, { tool_call_id: "call_abcdefgh" });
    await expectTaken(context, messages, { model: context.models.with("tools"), tools: [weather] });
  }),
  check("messages.tool-calls.history", ["tools"], async (context) => {
    const { calls } = await callingFrames(context);
    const messages = [
      user("What is the weather in Paris?"),
      { role: "assistant", content: "", tool_calls: calls },
      ...calls.map(() => ({ role: "tool", content: "18", tool_name: "get_current_weather" })),
    ];
    await expectTaken(context, messages, { model: context.models.with("tools"), tools: [weather, clock] });
  }),
  check("messages.tool-calls.without-id", ["tools"], async (context) => {
    const messages = callAndResult({ function: { name: "get_current_weather", arguments: { city: "Paris" } } });
    await expectTaken(context, messages, { model: context.models.with("tools"), tools: [weather] });
  }),
  check("messages.tool-calls.type-ignored", ["tools"], async (context) => {
    const model = context.models.with("tools");
    for (const type of ["function", "other", 5]) {
      await expectTaken(context, callAndResult({ type, ...wellFormed }), { model, tools: [weather] });
    }
  }),
  check("messages.tool-calls.arguments-string", ["model"], async (context) => {
    const call = { function: { name: "get_current_weather", arguments: '{"city":"Paris"}' } };
    expectError(await tell(context, callAndResult(call)), 400);
  }),
  check("messages.not-an-object", ["model"], async (context) => {
    await context.property(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant([])), async (message) => {
      const body = { model: context.model, messages: [message], options: steady };
      expectError(await context.client.post("/api/chat", body), 400, /^json: cannot unmarshal/);
    });
  }),
  check("messages.unknown-fields", ["model"], async (context) => {
    const message = user("Hi.");
    const more = { name: "lily", additional_kwargs: {}, cache_control: { type: "ephemeral" }, refusal: null };
    await expectSamePrompt(context, [message], [{ ...message, ...more }]);
  }),
  check("messages.single-system", ["model"], async (context) => {
    await expectTaken(context, [{ role: "system", content: "Tell a story." }]);
    await context.property(chats, (messages) => expectTaken(context, messages), { weight: 4 });
  }),
  check("messages.history.used", ["model"], (context) =>
    expectInPrompt(context, ["I have a red ball.", "That is nice.", "What do I have?"]),
  ),
];
