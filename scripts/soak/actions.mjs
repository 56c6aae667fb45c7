import { createHash, randomBytes } from "node:crypto";

/** Names that clients make and delete all the time, of the model that comes with Cria. */
const names = ["a", "b", "c"];
const base = "cria";
const some = (list) => list[Math.floor(Math.random() * list.length)];
const json = (body) => ({ method: "POST", body: JSON.stringify(body) });
const options = { num_predict: 30 };
const prompts = ["What is the capital of France?", "Hello", "Write a list", "1 + 1 ="];
const messages = () => [{ role: "user", content: some(prompts) }];
const tools = [{ type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } }];
/** A model that may be deleted at any time, or the one that nobody deletes: its answer may be absent. */
const anyModel = () => (Math.random() < 0.6 ? { model: base, ok: [200] } : { model: some(names), ok: [200, 404] });

function generation(path, body) {
  return () => {
    const { model, ok } = anyModel();
    return { path, ok, mayAbort: true, ...json({ model, ...body() }) };
  };
}

function upload({ isRight, size }) {
  const body = randomBytes(size);
  const digest = createHash("sha256").update(body).digest("hex");
  const path = `/api/blobs/sha256:${isRight ? digest : "0".repeat(64)}`;
  return { path, ok: isRight ? [200, 201] : [400], method: "POST", body, mayAbort: true };
}

/**
 * What clients do: a request, the statuses that it may get, and whether the client may leave in the middle. Anything else
 * than these statuses is a fault of the server, as is an error within a stream.
 */
const actions = {
  generate: generation("/api/generate", () => ({ prompt: some(prompts), options })),
  chat: generation("/api/chat", () => ({ messages: messages(), options })),
  whole: generation("/api/chat", () => ({ messages: messages(), options, stream: false })),
  tools: generation("/api/chat", () => ({ messages: messages(), options, tools })),
  format: generation("/api/generate", () => ({ prompt: some(prompts), options: { num_predict: 60 }, format: "json" })),
  openai: generation("/v1/chat/completions", () => ({ messages: messages(), max_tokens: 30, stream: true })),
  anthropic: generation("/v1/messages", () => ({ messages: messages(), max_tokens: 30 })),
  unload: () => ({ path: "/api/generate", ok: [200], ...json({ model: base, keep_alive: 0 }) }),
  tags: () => ({ path: "/api/tags", ok: [200] }),
  loaded: () => ({ path: "/api/ps", ok: [200] }),
  version: () => ({ path: "/api/version", ok: [200] }),
  show: () => {
    const { model, ok } = anyModel();
    return { path: "/api/show", ok, ...json({ model }) };
  },
  copy: () => ({ path: "/api/copy", ok: [200], ...json({ source: base, destination: some(names) }) }),
  delete: () => ({ path: "/api/delete", ok: [200, 404], ...json({ model: some(names) }), method: "DELETE" }),
  create: () => ({
    path: "/api/create",
    ok: [200],
    ...json({ model: some(names), from: base, system: some(prompts) }),
  }),
  upload: () => upload({ isRight: Math.random() < 0.8, size: 2_000_000 }),
  numbers: () => ({
    path: "/api/generate",
    ok: [413],
    method: "POST",
    body: `{"context":[${"1,".repeat(2_000_000)}1]}`,
  }),
  long: () => ({ path: "/api/generate", ok: [404], ...json({ model: "none", prompt: "x".repeat(4_000_000) }) }),
  broken: () => ({ path: "/api/chat", ok: [400], method: "POST", body: '{"model":"cria","messages":[{]' }),
  absent: () => ({ path: "/api/show", ok: [404], ...json({ model: "none" }) }),
};

const weights = {
  generate: 4,
  chat: 4,
  whole: 3,
  format: 2,
  openai: 3,
  anthropic: 2,
  version: 4,
  tags: 3,
  show: 3,
  copy: 2,
};
const urn = Object.keys(actions).flatMap((name) => Array.from({ length: weights[name] ?? 1 }, () => name));

/** One of the things that clients do: its name and its request. */
export function nextAction() {
  const name = some(urn);
  return { name, request: actions[name]() };
}
