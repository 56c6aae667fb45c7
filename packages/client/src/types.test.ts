import { describe, expect, expectTypeOf, test } from "bun:test";
import type * as spec from "@cria/spec";
import type * as client from "./index.ts";
import type { AbortableAsyncIterator, Ollama } from "./index.ts";

/** Type of what a method promises for arguments. */
type Given<Method extends (...args: never[]) => unknown> = Awaited<ReturnType<Method>>;

describe("the type of", () => {
  const ollama = {} as Ollama;
  const messages: client.Message[] = [];
  test("frames and answers of chat and generate", () => {
    const calls = () => ({
      chatStream: ollama.chat({ model: "m", messages, stream: true }),
      chat: ollama.chat({ model: "m", messages }),
      chatWhole: ollama.chat({ model: "m", messages, stream: false }, { signal: AbortSignal.timeout(1) }),
      generateStream: ollama.generate({ model: "m", prompt: "", stream: true }),
      generate: ollama.generate({ model: "m", prompt: "" }),
    });
    type Calls = { [Name in keyof ReturnType<typeof calls>]: Awaited<ReturnType<typeof calls>[Name]> };
    expectTypeOf<Calls["chatStream"]>().toEqualTypeOf<AbortableAsyncIterator<client.ChatResponse>>();
    expectTypeOf<Calls["chat"]>().toEqualTypeOf<client.ChatResponse>();
    expectTypeOf<Calls["chatWhole"]>().toEqualTypeOf<client.ChatResponse>();
    expectTypeOf<Calls["generateStream"]>().toEqualTypeOf<AbortableAsyncIterator<client.GenerateResponse>>();
    expectTypeOf<Calls["generate"]>().toEqualTypeOf<client.GenerateResponse>();
    expect(calls).toBeFunction();
  });

  test("frames tells the last by done", () => {
    const read = (frame: client.ChatResponse) => {
      expectTypeOf(frame.created_at).toEqualTypeOf<string>();
      expectTypeOf(frame.eval_count).toEqualTypeOf<number | undefined>();
      if (frame.done) {
        expectTypeOf(frame).toExtend<spec.ChatFinal>();
        expectTypeOf(frame.done_reason).toEqualTypeOf<spec.DoneReason | undefined>();
      } else {
        expectTypeOf(frame).toExtend<spec.ChatChunk>();
        expectTypeOf(frame.done_reason).toEqualTypeOf<undefined>();
      }
    };
    expect(read).toBeFunction();
    expectTypeOf<spec.ChatChunk | spec.ChatFinal>().toExtend<client.ChatResponse>();
    expectTypeOf<spec.GenerateChunk | spec.GenerateFinal>().toExtend<client.GenerateResponse>();
  });

  test("answers of the other methods", () => {
    type Steps = client.ProgressResponse;
    for (const calls of [
      () => [
        ollama.create({ model: "m", from: "x", stream: true }),
        ollama.pull({ model: "m", stream: true }),
        ollama.push({ model: "m", stream: true }),
      ],
    ]) {
      expectTypeOf(calls).returns.items.toEqualTypeOf<Promise<AbortableAsyncIterator<Steps>>>();
    }
    const whole = () => [ollama.create({ model: "m" }), ollama.pull({ model: "m" }), ollama.push({ model: "m" })];
    expectTypeOf(whole).returns.items.toEqualTypeOf<Promise<Steps>>();
    expectTypeOf<Given<Ollama["list"]>>().toEqualTypeOf<spec.ListResponse>();
    expectTypeOf<Given<Ollama["ps"]>>().toEqualTypeOf<spec.ProcessResponse>();
    expectTypeOf<Given<Ollama["show"]>>().toEqualTypeOf<spec.ShowResponse>();
    expectTypeOf<Given<Ollama["version"]>>().toEqualTypeOf<spec.VersionResponse>();
    expectTypeOf<Given<Ollama["embed"]>>().toEqualTypeOf<spec.EmbedResponse>();
    expectTypeOf<Given<Ollama["embeddings"]>>().toEqualTypeOf<{ embedding: number[] }>();
    expectTypeOf<Given<Ollama["rerank"]>>().toEqualTypeOf<spec.RerankResponse>();
    expectTypeOf<Given<Ollama["copy"]>>().toEqualTypeOf<client.StatusResponse>();
    expectTypeOf<Given<Ollama["delete"]>>().toEqualTypeOf<client.StatusResponse>();
    expectTypeOf<Given<Ollama["webSearch"]>>().toEqualTypeOf<spec.WebSearchResponse>();
    expectTypeOf<Given<Ollama["webFetch"]>>().toEqualTypeOf<client.WebFetchResponse>();
    expectTypeOf<Given<Ollama["systemone"]>>().toEqualTypeOf<client.SystemOneResponse>();
    expectTypeOf<Given<Ollama["encodeImage"]>>().toEqualTypeOf<string>();
    expectTypeOf<Given<Ollama["createBlob"]>>().toEqualTypeOf<string>();
    expectTypeOf<Ollama["abort"]>().toEqualTypeOf<() => void>();
    expect(whole).toBeFunction();
  });

  test("requests takes all that the spec does, and images as bytes", () => {
    type ChatInput = Omit<spec.ChatRequest, "messages" | "tools">;
    expectTypeOf<ChatInput>().toExtend<client.ChatRequest>();
    expectTypeOf<spec.GenerateRequest>().toExtend<client.GenerateRequest>();
    expectTypeOf<spec.EmbedRequest>().toExtend<client.EmbedRequest>();
    expectTypeOf<spec.EmbeddingsRequest>().toExtend<client.EmbeddingsRequest>();
    expectTypeOf<spec.Message>().toExtend<client.Message>();
    expectTypeOf<spec.ToolCall>().toExtend<client.ToolCall>();
    expectTypeOf<spec.ListedModel | spec.ProcessModel>().toExtend<client.ModelResponse>();
    expectTypeOf<{ role: string; content: string; images: Uint8Array[] }>().toExtend<client.Message>();
    const wrong = () => [
      // @ts-expect-error: a model is needed
      ollama.pull({}),
      // @ts-expect-error: a number is no message
      ollama.chat({ model: "m", messages: [1] }),
      // @ts-expect-error: no level of thought
      ollama.generate({ model: "m", prompt: "x", think: "hard" }),
    ];
    expect(wrong).toBeFunction();
  });
});
