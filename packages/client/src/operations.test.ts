import { describe, expect, expectTypeOf, test } from "bun:test";
import type { ChunkOf, FinalOf, ResponseOf } from "@cria/spec";
import { type AbortableAsyncIterator, IncompleteStreamError, Ollama, ResponseError } from "./index.ts";
import { type CallArguments, call, type ParameterOf, stream } from "./operations.ts";
import { startScriptedServer } from "./testing/scripted-server.ts";

const events = (...data: readonly unknown[]) => data.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("");
const serve = (body: string, init?: ResponseInit) => startScriptedServer(() => new Response(body, init));
const messages = [{ role: "user" as const, content: "x" }];

async function collect<Frame extends object>(frames: Promise<AbortableAsyncIterator<Frame>>) {
  const read: Frame[] = [];
  try {
    for await (const frame of await frames) read.push(frame as Frame);
  } catch (error) {
    return { read, error };
  }
  return { read, error: undefined };
}

describe("a call", () => {
  test("of text, of nothing, and of null", async () => {
    using server = startScriptedServer(({ path }) => new Response(path === "/" ? "Ollama is running" : "null"));
    const client = new Ollama({ host: server.url });
    expect(await call(client, "root", {})).toBe("Ollama is running");
    expect(await call(client, "copy", { body: { source: "a", destination: "b" } })).toBeUndefined();
    expect(await call(client, "signout", {})).toBeNull();
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /",
      "POST /api/copy",
      "POST /api/signout",
    ]);
  });

  test("puts parameters into the path, escaped but for colons", async () => {
    using server = serve("{}");
    await call(new Ollama({ host: server.url }), "openaiModel", { params: { model: "a/b c:latest" } });
    expect(server.seen[0]!.path).toBe("/v1/models/a%2Fb%20c:latest");
    const missing = call(new Ollama({ host: server.url }), "openaiModel", { params: {} as { model: string } });
    await expect(missing).rejects.toThrow("no value for :model");
  });

  test("says stream: false where the operation might stream, and sends nothing of the kind elsewhere", async () => {
    using server = serve("{}");
    const client = new Ollama({ host: server.url });
    await call(client, "openaiChatCompletions", { body: { model: "m", messages } });
    await call(client, "openaiEmbeddings", { body: { model: "m", input: "x" } });
    expect(server.seen.map(({ json }) => json)).toEqual([
      { model: "m", messages, stream: false },
      { model: "m", input: "x" },
    ]);
  });

  test("sends forms with files, and bytes as they are", async () => {
    using server = serve('{"text":"hi"}');
    const client = new Ollama({ host: server.url, headers: { "content-type": "application/json" } });
    const file = new Blob(["sound"]);
    expect(await call(client, "openaiTranscriptions", { body: { model: "m", file } })).toEqual({ text: "hi" });
    const { headers, body } = server.seen[0]!;
    const form = await new Response(body, { headers: { "content-type": headers.get("content-type")! } }).formData();
    expect(form.get("model")).toBe("m");
    expect(await (form.get("file") as File).text()).toBe("sound");
    expect((form.get("file") as File).name).toBe("file");
    const digest = `sha256:${"a".repeat(64)}`;
    await call(client, "blobUpload", { params: { digest }, body: new Uint8Array([1, 2]) });
    expect(server.seen[1]).toMatchObject({ path: `/api/blobs/${digest}`, body: new Uint8Array([1, 2]) });
  });

  test("fails with the text of an error of either protocol", async () => {
    using server = serve('{"type":"error","error":{"type":"not_found_error","message":"no model"}}', { status: 404 });
    const failing = call(new Ollama({ host: server.url }), "anthropicMessages", {
      body: { model: "m", messages, max_tokens: 1 },
    });
    await expect(failing).rejects.toMatchObject({ error: "no model", status_code: 404, name: "ResponseError" });
  });
});

describe("a stream", () => {
  const a = { id: "1", choices: [{ index: 0, delta: { content: "a" } }] };
  const chat = (url: string) =>
    collect(stream(new Ollama({ host: url }), "openaiChatCompletions", { body: { model: "m", messages } }));

  test("of NDJSON is that of the methods", async () => {
    using server = serve('{"status":"pulling manifest"}\n{"status":"success"}\n');
    const { read, error } = await collect(stream(new Ollama({ host: server.url }), "pull", { body: { model: "m" } }));
    expect(read).toEqual([{ status: "pulling manifest" }, { status: "success" }]);
    expect(error).toBeUndefined();
    expect(server.seen[0]!.json).toEqual({ model: "m", stream: true });
  });

  test("of events ends with the terminator, which is no frame", async () => {
    using server = serve(`${events(a)}data: [DONE]\n\n`);
    expect(await chat(server.url)).toEqual({ read: [a], error: undefined } as never);
    expect(server.seen[0]!.headers.get("accept")).toBe("text/event-stream");
  });

  test("of events without a terminator ends with the last type of frame", async () => {
    const frames = [{ type: "message_start" }, { type: "message_stop" }];
    using server = serve(frames.map((frame) => `event: ${frame.type}\n${events(frame)}`).join(""));
    const body = { model: "m", messages, max_tokens: 1 };
    const read = await collect(stream(new Ollama({ host: server.url }), "anthropicMessages", { body }));
    expect(read).toEqual({ read: frames, error: undefined } as never);
  });

  test("that just ends, or tells of an error, is an error", async () => {
    using ended = serve(events(a));
    expect((await chat(ended.url)).error).toBeInstanceOf(IncompleteStreamError);
    using failed = serve(events(a, { error: { message: "out of memory", type: "x" } }));
    expect((await chat(failed.url)).error).toMatchObject({ error: "out of memory", status_code: 200 });
    using named = serve(`event: error\n${events({ type: "error", message: "too long" })}`);
    expect((await chat(named.url)).error).toBeInstanceOf(ResponseError);
  });
});

test("types of calls come from the spec", () => {
  const client = new Ollama();
  type Call<Result> = () => Promise<Result>;
  expectTypeOf<() => ReturnType<typeof call<"root">>>().toEqualTypeOf<Call<string>>();
  expectTypeOf<() => ReturnType<typeof call<"openaiModels">>>().toEqualTypeOf<Call<ResponseOf<"openaiModels">>>();
  expectTypeOf<() => ReturnType<typeof call<"copy">>>().toEqualTypeOf<Call<undefined>>();
  expectTypeOf<Awaited<ReturnType<typeof stream<"openaiChatCompletions">>>>().toEqualTypeOf<
    AbortableAsyncIterator<ChunkOf<"openaiChatCompletions"> | FinalOf<"openaiChatCompletions">>
  >();
  expectTypeOf<ParameterOf<"/a/:b/c/:d">>().toEqualTypeOf<"b" | "d">();
  expectTypeOf<CallArguments<"openaiModel">["params"]>().toEqualTypeOf<Readonly<Record<"model", string>>>();
  // Calls that must not compile; they are never made.
  const wrong = () => [
    // @ts-expect-error: no such operation
    call(client, "nothing", {}),
    // @ts-expect-error: the body is missing
    call(client, "show", {}),
    // @ts-expect-error: the parameter is missing
    call(client, "openaiModel", {}),
    // @ts-expect-error: does not stream
    stream(client, "list", {}),
  ];
  expect(wrong).toBeFunction();
});
