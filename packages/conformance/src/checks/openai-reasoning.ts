import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { accepts, chat, contentOf, refuses } from "./v1/chat.ts";
import { expectMessage } from "./v1/errors.ts";
import { at, textOr } from "./v1/json.ts";
import { eachOffered } from "./v1/offered.ts";
import * as responses from "./v1/responses.ts";

const message = ({ body }: { body: unknown }) => at(body, "choices", 0, "message");
const reasoningOf = (said: { body: unknown }) => textOr(at(message(said), "reasoning"));
const unset = { reasoning_effort: undefined };

function thinker(context: CheckContext, more: object = {}) {
  return chat(context, { model: context.models.with("thinking"), max_tokens: 24, ...more });
}

/** A model's answer with thoughts. Throws {@link NotApplicable} if it had none. */
async function thoughtful(context: CheckContext) {
  const said = await thinker(context, unset);
  const thoughts = reasoningOf(said) || textOr(at(message(said), "reasoning_content"));
  if (thoughts === "") throw new NotApplicable("the model did not think");
  return { said, thoughts };
}

/** Both protocols take an effort. */
function takes(topic: "low" | "medium" | "high" | "minimal" | "xhigh" | "ultra" | "max") {
  return check(`openai-reasoning.${topic}`, ["thinking"], async (context) => {
    const model = context.models.with("thinking");
    await eachOffered(context, {
      openaiChatCompletions: () => accepts(context, { model, reasoning_effort: topic }),
      openaiResponses: () => responses.accepts(context, { model, reasoning: { effort: topic } }),
    });
  });
}

export const openaiReasoning = [
  check("openai-reasoning.on-by-default", ["thinking"], async (context) => {
    await eachOffered(context, {
      openaiChatCompletions: async () => {
        const said = await thinker(context, unset);
        expectThat(reasoningOf(said) !== "", "the model does not think by itself", said.answer);
      },
      openaiResponses: async () => {
        const said = await responses.respond(context, responses.thinkingFields(context));
        expectThat(responses.itemsOf(said, "reasoning").length > 0, "the model does not think by itself", said.answer);
      },
    });
  }),
  check("openai-reasoning.none-turns-off", ["thinking"], async (context) => {
    const model = context.models.with("thinking");
    await eachOffered(context, {
      openaiChatCompletions: async () => {
        const said = await thinker(context, { reasoning_effort: "none" });
        expectEqual(reasoningOf(said), "", "the reasoning with the effort none", said.answer);
      },
      openaiResponses: async () => {
        const said = await responses.respond(context, { model });
        expectEqual(responses.itemsOf(said, "reasoning").length, 0, "the number of reasoning items", said.answer);
      },
    });
  }),
  takes("low"),
  takes("medium"),
  takes("high"),
  takes("minimal"),
  takes("xhigh"),
  takes("ultra"),
  takes("max"),
  check("openai-reasoning.empty-is-unset", ["thinking"], async (context) => {
    const [empty, absent] = [await thinker(context, { reasoning_effort: "" }), await thinker(context, unset)];
    expectEqual(reasoningOf(empty), reasoningOf(absent), "the reasoning with an empty effort", empty.answer);
  }),
  check("openai-reasoning.invalid-400", ["model"], async (context) => {
    for (const effort of ["High", "extreme", "off"]) {
      await eachOffered(context, {
        openaiChatCompletions: async () => void (await refuses(context, { reasoning_effort: effort })),
        openaiResponses: async () => void (await responses.refuses(context, { reasoning: { effort } })),
      });
    }
  }),
  check("openai-reasoning.invalid-text", ["model"], async (context) => {
    expectMessage(await refuses(context, { reasoning_effort: "High" }), /^invalid reasoning value: "High"/);
  }),
  check("openai-reasoning.field-name", ["thinking"], async (context) => {
    const { said, thoughts } = await thoughtful(context);
    expectEqual(reasoningOf(said), thoughts, "choices[0].message.reasoning", said.answer);
  }),
  check("openai-reasoning.omitted-when-empty", ["model"], async (context) => {
    const said = await chat(context);
    expectEqual(at(message(said), "reasoning") ?? "", "", "the reasoning of an answer without thoughts", said.answer);
  }),
  check("openai-reasoning.not-in-content", ["thinking"], async (context) => {
    const { said, thoughts } = await thoughtful(context);
    const content = contentOf(said);
    const leaks = content.includes(thoughts.trim()) || /<\/?think(?:ing)?>/.test(content);
    expectThat(!leaks, `the content has thoughts: ${show(content)}`, said.answer);
  }),
  check("openai-reasoning.object-wins", ["model"], (context) =>
    accepts(context, { reasoning: {}, reasoning_effort: "bogus" }),
  ),
  check("openai-reasoning.effort-object", ["thinking"], async (context) => {
    const word = await thinker(context, { reasoning_effort: "low" });
    const object = await thinker(context, { ...unset, reasoning: { effort: "low" } });
    expectEqual(message(object), message(word), "the message", object.answer);
  }),
];
