import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import { expectArray, expectEqual, expectRecord, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { type Said, untagged, user } from "./v1/ask.ts";
import { at, expectCount, expectSaid, expectText, objectsAt, textOr } from "./v1/json.ts";
import { blocksOf, called, message, thought, toolFields } from "./v1/messages.ts";

/** A rule of the plain answer. */
function plain(id: RequirementId, verify: (said: Said) => void): Check {
  return check(id, ["model"], async (context) => verify(await message(context)));
}

const typesOf = ({ body }: Said) => objectsAt(body, "content").map(({ type }) => type);

export const anthropicMessages = [
  plain("anthropic-messages.type", ({ answer, body }) => expectEqual(body.type, "message", "type", answer)),
  plain("anthropic-messages.role", ({ answer, body }) => expectEqual(body.role, "assistant", "role", answer)),
  plain("anthropic-messages.id", ({ answer, body }) => {
    expectThat(expectText(body.id, "id", answer).startsWith("msg_"), `id is ${show(body.id)}`, answer);
  }),
  check("anthropic-messages.model-echo", ["model"], async (context) => {
    const model = untagged(context.model);
    const { answer, body } = await message(context, { model });
    expectEqual(body.model, model, "model", answer);
  }),
  plain("anthropic-messages.content-is-list", ({ answer, body }) => {
    if (at(body, "usage", "output_tokens") === 0 && body.content === null) return;
    for (const block of expectArray(body.content, "content", answer)) expectRecord(block, "a block", answer);
  }),
  plain("anthropic-messages.text-block", (said) => {
    if (at(said.body, "usage", "output_tokens") === 0) throw new NotApplicable("the model said nothing");
    const blocks = blocksOf(said, "text");
    expectThat(blocks.length > 0, "the content has no block of the type text", said.answer);
    for (const { text } of blocks) expectText(text, "text of a block", said.answer);
  }),
  check("anthropic-messages.no-empty-text", ["tools"], async (context) => {
    const said = await called(context);
    for (const { text } of blocksOf(said, "text")) expectSaid(text, "the text beside calls", said.answer);
  }),
  check("anthropic-messages.thinking-block", ["thinking"], async (context) => {
    const said = await thought(context);
    for (const { thinking } of blocksOf(said, "thinking")) expectSaid(thinking, "thinking of a block", said.answer);
  }),
  check("anthropic-messages.thinking-first", ["thinking"], async (context) => {
    const said = await thought(context);
    expectEqual(typesOf(said).indexOf("thinking"), 0, "the place of the thinking block", said.answer);
  }),
  check("anthropic-messages.tool-use-block", ["tools"], async (context) => {
    const said = await called(context);
    for (const block of blocksOf(said, "tool_use")) {
      expectText(block.id, "id", said.answer);
      expectSaid(block.name, "name", said.answer);
      expectRecord(block.input, "input", said.answer);
    }
  }),
  check("anthropic-messages.tool-use-last", ["tools"], async (context) => {
    const said = await called(context);
    const types = typesOf(said);
    const calls = types.slice(types.indexOf("tool_use"));
    expectThat(
      calls.every((type) => type === "tool_use"),
      `the blocks are ${show(types)}`,
      said.answer,
    );
  }),
  check("anthropic-messages.tool-use-id", ["tools"], async (context) => {
    const said = await called(context);
    const ids = blocksOf(said, "tool_use").map(({ id }) => textOr(id));
    expectThat(!ids.includes("") && new Set(ids).size === ids.length, `the ids are ${show(ids)}`, said.answer);
  }),
  check("anthropic-messages.stop-end-turn", ["model"], async (context) => {
    const { answer, body } = await message(context, {
      max_tokens: 64,
      messages: [user("What is the capital of France?")],
    });
    if (at(body, "usage", "output_tokens") === 64) throw new NotApplicable("the model did not end its answer");
    expectEqual(body.stop_reason, "end_turn", "stop_reason", answer);
  }),
  check("anthropic-messages.stop-max-tokens", ["model"], async (context) => {
    const { answer, body } = await message(context, { max_tokens: 2 });
    const tokens = at(body, "usage", "output_tokens");
    if (typeof tokens === "number" && tokens < 2) throw new NotApplicable("the model said less than two tokens");
    expectEqual(body.stop_reason, "max_tokens", "stop_reason of an answer that was cut", answer);
  }),
  check("anthropic-messages.stop-tool-use", ["tools"], async (context) => {
    const { answer, body } = await called(context);
    expectEqual(body.stop_reason, "tool_use", "stop_reason after calls", answer);
  }),
  check("anthropic-messages.stop-tool-use-cut", ["tools"], async (context) => {
    const tokens = at((await called(context)).body, "usage", "output_tokens");
    if (typeof tokens !== "number" || tokens < 2) throw new NotApplicable("the answer with calls is one token long");
    const { answer, body } = await called(context, { ...toolFields(context), max_tokens: tokens - 1 });
    expectEqual(body.stop_reason, "tool_use", "stop_reason of calls that were cut", answer);
  }),
  plain("anthropic-messages.usage", ({ answer, body }) => {
    for (const field of ["input_tokens", "output_tokens"])
      expectCount(at(body, "usage", field), `usage.${field}`, answer);
  }),
  plain("anthropic-messages.usage-positive", ({ answer, body }) => {
    const tokens = expectCount(at(body, "usage", "input_tokens"), "usage.input_tokens", answer);
    expectThat(tokens > 0, "usage.input_tokens is 0", answer);
  }),
];
