import { describe, expect, test } from "bun:test";
import type { OperationId } from "@cria/spec";
import { messages } from "../anthropic/messages.ts";
import { chat } from "../api/chat.ts";
import { generate } from "../api/generate.ts";
import type { Handler } from "../http/context.ts";
import { chatCompletions } from "../openai/chat-completions.ts";
import { responses } from "../openai/responses.ts";
import { FakeServer, fakeModel } from "./fakes.ts";

const jinja = "{% for message in messages %}{{ message.content }}{% endfor %}";
const models = [
  fakeModel("templated", { template: "{{ .Prompt }}" }),
  fakeModel("native", { chatTemplate: jinja }),
  fakeModel("named", { config: { ...fakeConfig(), renderer: "qwen3-vl-instruct" } }),
  fakeModel("seeing", { template: "{{ .Prompt }}", can: ["completion", "vision"] }),
];

function fakeConfig() {
  return { model_format: "gguf", model_family: "llama", model_families: ["llama"], model_type: "1B", file_type: "F32" };
}

const picture = "iVBORw0KGgo=";
const url = `data:image/png;base64,${picture}`;
const source = { type: "base64", media_type: "image/png", data: picture };

/** Requests with an image, by endpoint. */
const requests: readonly [id: OperationId, handler: unknown, body: Record<string, unknown>][] = [
  ["generate", generate, { prompt: "x", images: [picture] }],
  ["chat", chat, { messages: [{ role: "user", content: "x", images: [picture] }] }],
  [
    "openaiChatCompletions",
    chatCompletions,
    { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] },
  ],
  [
    "openaiResponses",
    responses,
    { input: [{ role: "user", content: [{ type: "input_image", image_url: url, detail: "auto" }] }] },
  ],
  [
    "anthropicMessages",
    messages,
    {
      max_tokens: 1,
      messages: [
        {
          role: "user",
          content: [
            { type: "image", source },
            { type: "text", text: "x" },
          ],
        },
      ],
    },
  ],
];

/** Asks, and gives the status and the error's text. */
async function ask(id: OperationId, handler: unknown, body: object, server = new FakeServer(models)) {
  const response = await server.call(id, handler as Handler<OperationId>, body);
  const { error } = (await response.json()) as { error?: string | { message: string; type: string } };
  // Whoever refuses must let go of the runner.
  for (const runner of server.runners.started) expect(runner.inFlight).toBe(0);
  if (typeof error === "object") expect(error.type).toBe("invalid_request_error");
  return [response.status, typeof error === "object" ? error.message : error];
}

const fromEngine = (message: string) =>
  JSON.stringify({ error: { code: 400, message, type: "invalid_request_error" } });
const notMultimodal = fromEngine("Multimodal data provided, but model does not support multimodal requests.");
const noImages = fromEngine(
  "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
);

describe.each(requests)("%s", (id, handler, body) => {
  test.each([
    ["templated", notMultimodal],
    ["named", notMultimodal],
    ["native", noImages],
    ["seeing", "seeing:latest runs without its vision part here: images are not supported yet"],
  ])("an image for a model that takes none (%s) is refused, streamed or not", async (model, message) => {
    for (const stream of [false, true]) {
      expect(await ask(id, handler, { model, stream, ...body })).toEqual([400, expect.stringContaining(message)]);
    }
  });
});

test("a raw prompt with an image is refused", async () => {
  const body = { model: "templated", raw: true, prompt: "x", images: [picture] };
  expect(await ask("generate", generate, body)).toEqual([400, notMultimodal]);
});

test("without images nothing is refused, nor where only the prompt is asked for", async () => {
  const server = new FakeServer(models);
  const bodies = [{ images: [] }, { images: [picture], _debug_render_only: true }];
  for (const body of bodies) {
    expect(
      await ask("generate", generate, { model: "templated", prompt: "x", stream: false, ...body }, server),
    ).toEqual([200, undefined]);
  }
});

test("an image of a message that is cut off is not refused", async () => {
  const long = "word ".repeat(400);
  const history = [
    { role: "user", content: long, images: [picture] },
    { role: "user", content: "x" },
  ];
  const [status] = await ask("chat", chat, { model: "templated", stream: false, messages: history });
  expect(status).toBe(200);
});
