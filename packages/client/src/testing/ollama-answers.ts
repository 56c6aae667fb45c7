import { ndjson, type SeenRequest } from "./scripted-server.ts";

const at = { model: "m", created_at: "2026-01-01T00:00:00.123456789Z" };
const end = {
  done: true,
  done_reason: "stop",
  total_duration: 9,
  prompt_eval_count: 3,
  eval_count: 2,
  eval_duration: 5,
};
const details = {
  parent_model: "",
  format: "gguf",
  family: "llama",
  families: null,
  parameter_size: "8B",
  quantization_level: "Q4_K_M",
};
const model = { name: "m:latest", model: "m:latest", size: 5, digest: "d", details };
const toolCall = { id: "call_1", function: { index: 0, name: "weather", arguments: { city: "Paris" } } };
const digest = `sha256:${"a".repeat(64)}`;
const steps = [
  { status: "pulling manifest" },
  { status: "pulling", digest, total: 10 },
  { status: "pulling", digest, total: 10, completed: 5 },
  { status: "success" },
];

const chat = (message: object, done = false) => ({
  ...at,
  message: { role: "assistant", content: "", ...message },
  ...(done ? end : { done }),
});
const generate = (response: string, done = false) => ({
  ...at,
  response,
  ...(done ? { ...end, context: [1] } : { done }),
});
const logprobs = [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [{ token: "a", logprob: -0.5 }] }];

const answers: Record<string, unknown> = {
  "GET /api/version": { version: "0.33.0" },
  "GET /api/tags": { models: [{ ...model, modified_at: at.created_at }] },
  "GET /api/ps": { models: [{ ...model, expires_at: at.created_at, size_vram: 4, context_length: 4096 }] },
  "POST /api/show": {
    modelfile: "FROM x",
    template: "{{ .Prompt }}",
    details,
    model_info: { "general.architecture": "llama", "tokenizer.ggml.tokens": null },
    capabilities: ["completion", "vision"],
    modified_at: at.created_at,
  },
  "POST /api/embed": { model: "m", embeddings: [[0.6, -0.8]], total_duration: 1, prompt_eval_count: 1 },
  "POST /api/embeddings": { embedding: [1, 2, 3] },
  "POST /api/rerank": { model: "m", object: "list", results: [{ index: 1, relevance_score: 0.75 }] },
  "POST /api/web_search": { results: [{ title: "t", url: "u", content: "Llamas are animals." }] },
  "POST /api/web_fetch": { title: "Example", url: "u", content: "c", links: [] },
  "GET /v1/models": { object: "list", data: [] },
  "POST /v1/systemone": { model: "nimble", answers: { open: { type: "noul", noul: 0.9 } }, usage: { input_tokens: 1 } },
};

/** What an Ollama would answer to the calls of this folder, in short. The model's name says what goes wrong. */
export function answerAsOllama({ method, path, json }: SeenRequest): Response {
  const request = (json ?? {}) as { model?: string; name?: string; stream?: boolean };
  const name = request.model ?? request.name;
  if (name === "absent") return Response.json({ error: "model 'absent' not found" }, { status: 404 });
  if (name === "endless") return endless(path === "/api/chat" ? chat({ content: "a" }) : generate("a"));
  if (name === "breaks") return new Response(ndjson(chat({ content: "a" }), { error: "out of memory" }));
  switch (path) {
    case "/api/chat": {
      const whole = name === "tools" ? { tool_calls: [toolCall] } : { content: "It scatters.", thinking: "Hm." };
      if (!request.stream) return Response.json({ ...chat(whole, true), logprobs });
      return new Response(ndjson(chat({ content: "It " }), chat({ content: "scatters." }), chat({}, true)));
    }
    case "/api/generate":
      if (!request.stream) return Response.json(generate("It scatters.", true));
      return new Response(ndjson(generate("It "), generate("scatters."), generate("", true)));
    case "/api/create":
    case "/api/pull":
    case "/api/push":
      return request.stream ? new Response(ndjson(...steps)) : Response.json({ status: "success" });
    case "/v1/chat/completions":
      return new Response(
        `data: ${JSON.stringify({ choices: [{ delta: { content: "Hello" } }] })}\n\ndata: [DONE]\n\n`,
      );
    case "/api/copy":
    case "/api/delete":
      return new Response();
  }
  const answer = answers[`${method} ${path}`];
  return answer === undefined ? new Response("404 page not found", { status: 404 }) : Response.json(answer);
}

function endless(frame: object): Response {
  return new Response(
    new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(ndjson(frame))),
    }),
  );
}
