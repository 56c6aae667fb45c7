import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat, isRecord, show as print } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { picture } from "./inference/picture.ts";
import { assistant, chatPrompt, generatePrompt, type Message, system, templated, user } from "./models/prompt.ts";
import { imported, shownField } from "./models/store.ts";

type Body = Readonly<Record<string, unknown>>;

/** Writes every message with its role. */
const roles = "{{ range .Messages }}{{ .Role }}:{{ .Content }};{{ end }}";

const conversation = [user("one"), assistant("two")];

/** An answer that shows a prompt has one, and nothing that the model wrote. */
const shows = (path: string, body: Body, text: (answer: Body) => unknown) => async (context: CheckContext) => {
  const request = { model: context.model, stream: false, _debug_render_only: true, ...body };
  const answer = await context.client.post(path, request);
  expectStatus(answer, 200);
  const shown = expectRecord(answer.json, "the body", answer);
  const info = expectRecord(shown._debug_info, "_debug_info", answer);
  const prompt = info.rendered_template;
  expectThat(typeof prompt === "string" && prompt.includes("llama"), `rendered_template is ${print(prompt)}`, answer);
  expectThat((text(shown) ?? "") === "", `text was generated: ${print(text(shown))}`, answer);
  expectThat(shown.eval_count === undefined, `tokens were generated: ${print(shown.eval_count)}`, answer);
};

/** The prompt of a chat with a model that was created with this. */
const prompts =
  (body: Body & { readonly template?: string }, messages: readonly Message[], expected: string) =>
  async (context: CheckContext) => {
    const model = await templated(context, body.template ?? roles, body);
    expectEqual(await chatPrompt(context, model, messages), expected, "the prompt");
  };

const calls = [{ function: { name: "get_weather", arguments: { city: "Paris" } } }];

export const modelsPrompts = [
  check(
    "models-prompts.debug-render-chat",
    ["model"],
    shows("/api/chat", { messages: [user("Hello llama")] }, ({ message }) =>
      isRecord(message) ? message.content : message,
    ),
  ),
  check(
    "models-prompts.debug-render-generate",
    ["model"],
    shows("/api/generate", { prompt: "Hello llama" }, ({ response }) => response),
  ),
  check(
    "models-prompts.stored-system",
    ["model", "writes"],
    prompts({ system: "Be brief." }, [user("Hi")], "system:Be brief.;user:Hi;"),
  ),
  check(
    "models-prompts.system-of-request-wins",
    ["model", "writes"],
    prompts({ system: "Be brief." }, [system("Be long."), user("Hi")], "system:Be long.;user:Hi;"),
  ),
  check(
    "models-prompts.stored-messages",
    ["model", "writes"],
    prompts({ messages: conversation }, [user("Hi")], "user:one;assistant:two;user:Hi;"),
  ),
  check("models-prompts.generate-stored-messages", ["model", "writes"], async (context) => {
    const model = await templated(context, roles, { messages: conversation });
    const prompt = await generatePrompt(context, model, { prompt: "Hi" });
    expectEqual(prompt, "user:one;assistant:two;user:Hi;", "the prompt");
  }),
  check("models-prompts.generate-is-chat", ["model", "writes"], async (context) => {
    const model = await templated(context, roles, { system: "Be brief." });
    const asked = await generatePrompt(context, model, { prompt: "Hi" });
    expectEqual(asked, await chatPrompt(context, model, [user("Hi")]), "the prompt, compared with that of a chat");
  }),
  check("models-prompts.suffix", ["model", "writes"], async (context) => {
    const insert = "{{ if .Suffix }}<{{ .Prompt }}|{{ .Suffix }}{{ if .System }}|system{{ end }}>{{ else }}no{{ end }}";
    const model = await templated(context, `${insert}{{ range .Messages }}{{ .Content }}{{ end }}`, { system: "S" });
    expectEqual(await generatePrompt(context, model, { prompt: "a(", suffix: ")" }), "<a(|)>", "the prompt");
  }),
  check(
    "models-prompts.neighbours-merge",
    ["model", "writes"],
    prompts({}, [user("one"), user("two"), assistant("three")], "user:one\n\ntwo;assistant:three;"),
  ),
  check("models-prompts.tool-messages-stay-apart", ["model", "writes"], (context) => {
    const results = ["one", "two"].map((content) => ({ role: "tool", content }));
    return prompts({}, [user("Hi"), ...results], "user:Hi;tool:one;tool:two;")(context);
  }),
  check("models-prompts.no-template", ["model", "writes"], async (context) => {
    const model = await imported(context);
    const template = await shownField(context, model, "template");
    if (template !== "{{ .Prompt }}") throw new NotApplicable("the model's file brings a template");
    const options = { num_predict: 2 };
    const answer = await context.client.post("/api/chat", { model, messages: [user("Hi")], stream: false, options });
    expectStatus(answer, 200);
  }),
  check(
    "models-prompts.assistant-prefill",
    ["model", "writes"],
    prompts({ template: "{{ .Prompt }}|{{ .Response }}<end>" }, [user("one"), assistant("two")], "one|two"),
  ),
  check("models-prompts.image-placeholder", ["vision", "writes"], async (context) => {
    const model = await templated(context, roles, { from: context.models.with("vision") });
    const prompt = await chatPrompt(context, model, [user("Look", { images: [picture] })]);
    expectThat(/user:\[img-0\]\s?Look;/.test(prompt), `the prompt is ${print(prompt)}`);
  }),
  check("models-prompts.thinking-history", ["model", "writes"], (context) => {
    const template = `{{ range .Messages }}{{ if .Thinking }}<{{ .Thinking }}>{{ end }}{{ .Content }};{{ end }}`;
    const messages = [user("one"), assistant("two", { thinking: "hm" }), user("three")];
    return prompts({ template }, messages, "one;<hm>two;three;")(context);
  }),
  check("models-prompts.tool-calls-history", ["model", "writes"], (context) => {
    const call = "{{ range .ToolCalls }}{{ .Function.Name }}{{ .Function.Arguments }}{{ end }}";
    const template = `{{ range .Messages }}{{ .Role }}:{{ .Content }}${call};{{ end }}`;
    const messages = [user("one"), assistant("", { tool_calls: calls }), { role: "tool", content: "sunny" }];
    return prompts({ template }, messages, 'user:one;assistant:get_weather{"city":"Paris"};tool:sunny;')(context);
  }),
  check("models-prompts.tool-name-history", ["model", "writes"], (context) => {
    const template = "{{ range .Messages }}{{ .Role }} {{ .ToolName }}:{{ .Content }};{{ end }}";
    const result = { role: "tool", content: "sunny", tool_name: "get_weather" };
    const messages = [user("one"), assistant("", { tool_calls: calls }), result];
    return prompts({ template }, messages, "user :one;assistant :;tool get_weather:sunny;")(context);
  }),
];
