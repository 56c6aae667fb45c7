import { check } from "../check/check.ts";
import { expectEqual, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { modelWithout } from "./inference/ask.ts";
import { askObject, untagged } from "./v1/ask.ts";
import { before, stopsIn } from "./v1/chat.ts";
import { accepts, body, complete, path, refuses, textOf } from "./v1/completions.ts";
import { expectMessage } from "./v1/errors.ts";
import { at, expectCount, expectText, expectUnixSeconds, objectsAt, textOr } from "./v1/json.ts";

const usageFields = ["prompt_tokens", "completion_tokens", "total_tokens"] as const;

export const openaiCompletions = [
  check("openai-completions.object", ["model"], async (context) => {
    const { answer, body } = await complete(context);
    expectEqual(body.object, "text_completion", "object", answer);
  }),
  check("openai-completions.id", ["model"], async (context) => {
    const { answer, body } = await complete(context);
    expectThat(expectText(body.id, "id", answer).startsWith("cmpl-"), `id is ${show(body.id)}`, answer);
  }),
  check("openai-completions.created-seconds", ["model"], async (context) => {
    const { answer, body } = await complete(context);
    expectUnixSeconds(body.created, "created", answer);
  }),
  check("openai-completions.model-echo", ["model"], async (context) => {
    const model = untagged(context.model);
    const { answer, body } = await complete(context, { model });
    expectEqual(body.model, model, "model", answer);
  }),
  check("openai-completions.text", ["model"], async (context) => {
    const said = await complete(context);
    const indexes = objectsAt(said.body, "choices").map(({ index }) => index);
    expectEqual(indexes, [0], "the indexes of the choices", said.answer);
    textOf(said);
  }),
  check("openai-completions.finish-reason", ["model"], async (context) => {
    const { answer, body } = await complete(context);
    const reason = at(body, "choices", 0, "finish_reason");
    expectThat(reason === "stop" || reason === "length", `finish_reason is ${show(reason)}`, answer);
  }),
  check("openai-completions.finish-length", ["model"], async (context) => {
    const { answer, body } = await complete(context, { max_tokens: 2 });
    const tokens = at(body, "usage", "completion_tokens");
    if (typeof tokens === "number" && tokens < 2) throw new NotApplicable("the model said less than two tokens");
    expectEqual(at(body, "choices", 0, "finish_reason"), "length", "the finish_reason of a cut answer", answer);
  }),
  check("openai-completions.usage", ["model"], async (context) => {
    const { answer, body } = await complete(context);
    for (const field of usageFields) expectCount(at(body, "usage", field), `usage.${field}`, answer);
  }),
  check("openai-completions.usage-sum", ["model"], async (context) => {
    const { answer, body } = await complete(context);
    const [prompt, completion, total] = usageFields.map((field) =>
      expectCount(at(body, "usage", field), field, answer),
    );
    expectEqual(total, prompt! + completion!, "usage.total_tokens", answer);
  }),
  check("openai-completions.prompt-string", ["model"], async (context) => {
    const few = await complete(context, { prompt: "Hello", max_tokens: 1 });
    const more = await complete(context, { prompt: "Hello, how are you today, my old friend?", max_tokens: 1 });
    const [less, grown] = [few, more].map(({ body }) => at(body, "usage", "prompt_tokens"));
    const grows = typeof less === "number" && typeof grown === "number" && grown > less;
    expectThat(grows, `a longer prompt has ${show(grown)} tokens, a shorter one ${show(less)}`, more.answer);
  }),
  check("openai-completions.prompt-empty", ["model"], async (context) => {
    for (const prompt of ["", undefined]) {
      const answer = await context.client.post(path, body(context, { prompt }));
      expectStatus(answer, 200, 400);
      if (answer.status === 200) expectEqual(at(answer.json, "choices", 0, "text"), "", "the text", answer);
    }
  }),
  check("openai-completions.suffix", ["insert"], async (context) => {
    const model = context.models.with("insert");
    expectStatus((await complete(context, { model, prompt: "def add(", suffix: "return a + b" })).answer, 200);
  }),
  check("openai-completions.suffix-unsupported-400", ["model"], async (context) => {
    await refuses(context, { model: modelWithout(context, "insert"), suffix: "the end" });
  }),
  check("openai-completions.suffix-unsupported-text", ["model"], async (context) => {
    const answer = await refuses(context, { model: modelWithout(context, "insert"), suffix: "the end" });
    expectMessage(answer, / does not support insert$/);
  }),
  check("openai-completions.suffix-empty", ["model"], async (context) => {
    const said = await complete(context, { suffix: "" });
    expectEqual(textOf(said), textOf(await complete(context)), "the text", said.answer);
  }),
  check("openai-completions.max-tokens", ["model"], async (context) => {
    for (const max_tokens of [1, 2]) {
      const { answer, body } = await complete(context, { max_tokens });
      const tokens = expectCount(at(body, "usage", "completion_tokens"), "usage.completion_tokens", answer);
      expectThat(tokens <= max_tokens, `${tokens} tokens were generated where ${max_tokens} were allowed`, answer);
    }
  }),
  ...(["temperature-zero", "seed"] as const).map((topic) =>
    check(`openai-completions.${topic}`, ["model"], async (context) => {
      const fields = topic === "seed" ? { temperature: 1, seed: 7 } : {};
      const answer = await context.client.post(path, body(context, fields));
      const text = textOf(await complete(context, fields));
      expectEqual(at(answer.json, "choices", 0, "text"), text, "the text of the second answer", answer);
    }),
  ),
  ...(["stop-string", "stop-list"] as const).map((topic) =>
    check(`openai-completions.${topic}`, ["model"], async (context) => {
      const text = textOf(await complete(context));
      const stops = stopsIn(text);
      for (const stop of stops) {
        const said = await complete(context, { stop: topic === "stop-list" ? ["\u0001never", stop] : stop });
        // It may have been in a thought, which can't be seen here and ends there, too.
        if (textOf(said) === "" && stop !== stops.at(-1)) continue;
        expectEqual(textOf(said), before(text, stop), `the text before ${show(stop)}`, said.answer);
        return;
      }
    }),
  ),
  check(
    "openai-completions.stop-element-400",
    ["model"],
    async (context) => void (await refuses(context, { stop: [1] })),
  ),
  check("openai-completions.stop-element-text", ["model"], async (context) => {
    expectMessage(await refuses(context, { stop: [1] }), "invalid type for 'stop' field: float64");
  }),
  check(
    "openai-completions.logprobs-range",
    ["model"],
    async (context) => void (await refuses(context, { logprobs: 21 })),
  ),
  check("openai-completions.logprobs-not-returned", ["model"], (context) => accepts(context, { logprobs: 2 })),
  check("openai-completions.ignored-fields", ["model"], (context) =>
    accepts(context, { n: 1, best_of: 1, echo: false, logit_bias: { "50256": -100 }, user: "someone" }),
  ),
  check("openai-completions.thinking-dropped", ["thinking"], async (context) => {
    const fields = body(context, { model: context.models.with("thinking"), max_tokens: 24 });
    const native = await askObject(context, "/api/generate", {
      model: fields.model,
      prompt: fields.prompt,
      stream: false,
      options: { num_predict: 24, temperature: 0, seed: 1 },
    });
    const thoughts = textOr(native.body.thinking).trim();
    if (thoughts === "") throw new NotApplicable("the model did not think");
    const said = await complete(context, fields);
    expectThat(!textOf(said).includes(thoughts), `the text has thoughts: ${show(textOf(said))}`, said.answer);
  }),
  check("openai-completions.debug-render", ["model"], (context) => accepts(context, { _debug_render_only: true })),
];
