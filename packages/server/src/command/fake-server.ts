/** A request that the server got; `body` is the parsed JSON, or the bytes of a blob. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface FakeServer extends AsyncDisposable {
  readonly host: string;
  readonly requests: SeenRequest[];
  /** Milliseconds between the frames of an answer. */
  frameDelay: number;
  /** Digests of blobs the server has. */
  readonly blobs: Set<string>;
  /** Settles when a client has left in mid-answer. */
  readonly aborted: Promise<void>;
  bodies(path: string): unknown[];
}

const metrics = { total_duration: 1_500_000_000, eval_count: 3, eval_duration: 1_000_000_000 };

const model = {
  name: "stories:latest",
  model: "stories:latest",
  modified_at: new Date(Date.now() - 3 * 24 * 3600_000).toISOString(),
  size: 1_185_376,
  digest: "967caf6f16189f04ce087139672037b5b801f4aaaad58aba6dabc3d3ed1160c8",
};

const shown = {
  license: "MIT",
  modelfile: "FROM stories\n",
  parameters: "temperature                    0.5\n",
  template: "{{ .Prompt }}",
  system: "Be brief.",
  details: { family: "llama", parameter_size: "260K", quantization_level: "F32" },
  messages: [
    { role: "user", content: "hi" },
    { role: "assistant", content: "hello" },
  ],
  model_info: { "general.architecture": "llama", "llama.context_length": 512 },
  capabilities: ["completion"],
};

const capabilities: Readonly<Record<string, readonly string[]>> = {
  thinker: ["completion", "thinking"],
  embedder: ["embedding"],
};

/**
 * A server for the tests of the command. It knows the model "stories" (which answers "One two three." and, under the name
 * "thinker", thinks first) and "embedder", refuses others as Ollama does, and remembers what it was asked.
 */
export function startFakeServer(): FakeServer {
  const requests: SeenRequest[] = [];
  const blobs = new Set<string>();
  let noteAbort = () => {};
  const fake = {
    requests,
    blobs,
    frameDelay: 0,
    aborted: new Promise<void>((resolve) => {
      noteAbort = resolve;
    }),
    bodies: (path: string) => requests.filter((request) => request.path === path).map(({ body }) => body),
  };

  async function* answer(frames: readonly object[], signal: AbortSignal) {
    signal.addEventListener("abort", noteAbort);
    for (const frame of frames) {
      yield `${JSON.stringify(frame)}\n`;
      await Bun.sleep(fake.frameDelay);
    }
  }
  const stream = (frames: readonly object[], signal: AbortSignal) =>
    new Response(answer(frames, signal) as unknown as ReadableStream, {
      headers: { "content-type": "application/x-ndjson" },
    });
  const failure = (status: number, error: string) => Response.json({ error }, { status });

  async function respond(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    const isBlob = path.startsWith("/api/blobs/");
    const raw = isBlob ? new Uint8Array(await request.arrayBuffer()) : await request.text();
    const body = typeof raw === "string" && raw !== "" ? JSON.parse(raw) : raw;
    requests.push({ method: request.method, path, body });
    if (isBlob) {
      const digest = path.slice("/api/blobs/".length);
      if (request.method === "HEAD") return new Response(null, { status: blobs.has(digest) ? 200 : 404 });
      blobs.add(digest);
      return new Response(null, { status: 201 });
    }
    const isKnown = /^(stories|thinker|broken|embedder)(:latest)?$/.test(body.model ?? body.source ?? "");
    switch (`${request.method} ${path}`) {
      case "HEAD /":
        return new Response(null);
      case "GET /api/version":
        return Response.json({ version: "0.33.0" });
      case "GET /api/tags":
        return Response.json({ models: [model, { ...model, name: "other:1b", size: 12_345_678_901 }] });
      case "GET /api/ps": {
        const running = { ...model, size_vram: 0, context_length: 512 };
        return Response.json({ models: [{ ...running, expires_at: new Date(Date.now() + 290_000).toISOString() }] });
      }
      case "POST /api/show":
        if (!isKnown) return failure(404, `model '${body.model}' not found`);
        return Response.json({ ...shown, capabilities: capabilities[body.model] ?? shown.capabilities });
      case "POST /api/copy":
        return isKnown ? new Response(null) : failure(404, `model "${body.source}" not found`);
      case "DELETE /api/delete":
        return isKnown ? new Response(null) : failure(404, `model '${body.model}' not found`);
      case "POST /api/create":
        if (body.model === "../x") return failure(400, "invalid model name");
        return stream(
          [
            { status: "parsing GGUF" },
            { status: "quantizing", total: 10, completed: 1 },
            { status: "quantizing", total: 10, completed: 10 },
            ...(body.model === "broken" ? [{ error: "unknown type" }] : [{ status: "success" }]),
          ],
          request.signal,
        );
      case "POST /api/embed":
        await Bun.sleep(fake.frameDelay);
        if (body.truncate === false) return failure(400, "the input length exceeds the context length");
        return Response.json({ model: body.model, embeddings: [[0.6, -0.8, 1e-7].slice(0, body.dimensions)] });
      case "POST /api/generate": {
        if (!isKnown) return failure(404, `model '${body.model}' not found`);
        if (body.prompt === undefined) return Response.json({ response: "", done: true, done_reason: "load" });
        const frames: object[] = ["One", " two", " three."].map((response) => ({ response, done: false }));
        if (body.model === "thinker") frames.unshift({ response: "", thinking: "hm", done: false });
        const last = body.model === "broken" ? { error: "it broke" } : { response: "", done: true, ...metrics };
        return stream([...frames, last], request.signal);
      }
      case "POST /api/chat": {
        const frames = ["You said", ` ${body.messages.length}`, " things."].map((content) => ({
          message: { role: "assistant", content },
          done: false,
        }));
        const last = { message: { role: "assistant", content: "" }, done: true, ...metrics };
        return stream([...frames, last], request.signal);
      }
      default:
        return new Response("404 page not found", { status: 404 });
    }
  }

  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: respond });
  return Object.assign(fake, {
    host: `127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: async () => server.stop(true),
  });
}
