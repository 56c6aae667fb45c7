import type { CheckContext } from "../../check/context.ts";
import { expectRecord, expectStatus } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import { modelfileOf } from "./store.ts";

/** Enough tokens for the texts of these checks. */
const options = { temperature: 0, num_predict: 400 };

/**
 * A template with all that the template of a model's file may have, so that none is preferred to it.
 * @param tag what stands before a call
 * @param end what stands behind the messages
 */
export function wholeTemplate(tag: string, end = ""): string {
  const thoughts = '{{ if .Thinking }}"<think>{{ .Thinking }}</think>{{ end }}';
  const call = '{"name": "{{ .Function.Name }}", "arguments": {{ .Function.Arguments }}}';
  const calls = `{{ if .ToolCalls }}${tag}{{ range .ToolCalls }}${call}{{ end }}{{ end }}`;
  const message = `{{ if eq .Role "tool" }}tool_response{{ end }}${thoughts}{{ .Role }}: {{ .Content }}${calls}\n`;
  const chat = `{{ if .Tools }}{{ .Tools }}{{ end }}{{ range .Messages }}${message}{{ end }}${end}`;
  return `{{ if .Suffix }}{{ .Prompt }}|{{ .Suffix }}{{ else }}${chat}{{ end }}`;
}

/** A schema that a single text fits: what a model writes by it is known, to the byte. */
export function only(text: string) {
  return { type: "string", enum: [text] };
}

/**
 * A model with a template that decides what its output means. Throws {@link NotApplicable} if something else does, or if
 * a format does not decide what the model writes.
 */
export async function writer(context: CheckContext, template: string): Promise<string> {
  const file = await context.once(`Modelfile of ${context.model}`, () => modelfileOf(context, context.model));
  if (/^(?:RENDERER|PARSER) /m.test(file)) throw new NotApplicable("the output of this model has a parser of its own");
  const obeys = await context.once("a format decides what is written", async () => {
    const text = "cria conformance";
    const body = { model: context.model, prompt: "Write.", think: false, format: only(text), options, stream: false };
    const answer = await context.client.post("/api/generate", body);
    return answer.status === 200 && Object(answer.json).response === JSON.stringify(text);
  });
  if (!obeys) throw new NotApplicable("a format does not decide what the model writes, as rules of `format` tell");
  return context.createModel({ template });
}

type Body = Readonly<Record<string, unknown>>;

/** What a generation answers that writes this. */
export async function generated(context: CheckContext, template: string, text: string): Promise<Body> {
  const model = await writer(context, template);
  const body = { model, prompt: "Write.", think: true, format: only(text), options, stream: false };
  const answer = await context.client.post("/api/generate", body);
  expectStatus(answer, 200);
  return expectRecord(answer.json, "the body", answer);
}

/** Asks a chat with a tool to write what fits a schema. */
export async function askChat(context: CheckContext, template: string, format: unknown, more: Body = {}) {
  const model = await writer(context, template);
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const tool = { type: "function", function: { name: "get_weather", description: "The weather", parameters } };
  const messages = [{ role: "user", content: "How is the weather?" }];
  return context.client.post("/api/chat", { model, messages, tools: [tool], think: false, format, options, ...more });
}
