import { textStream } from "./text-stream.ts";
import type { Asked } from "./trace.ts";

/** How one request went, in milliseconds since it was sent. */
export interface Exchange {
  /** When each piece of text came. */
  readonly pieces: readonly number[];
  /** When the answer was complete. */
  readonly end: number;
  readonly text: string;
  readonly promptTokens: number;
  readonly tokens: number;
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null; readonly reasoning?: string } }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  readonly error?: { readonly message?: string };
}

/** Sends a request as OpenAI's chat completions have it, which every server here understands. Throws an Error for an error. */
export async function ask(url: string, model: string, asked: Asked, signal: AbortSignal): Promise<Exchange> {
  const start = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(bodyOf(model, asked)),
    signal,
  });
  if (!response.ok) throw new Error(`${response.status}: ${(await response.text()).slice(0, 500)}`);
  const pieces: number[] = [];
  let text = "";
  let usage: Chunk["usage"];
  for await (const { choices, usage: told, error } of chunksOf(response.body!)) {
    if (error) throw new Error(error.message ?? "the answer broke off");
    usage = told ?? usage;
    const delta = choices?.[0]?.delta;
    const piece = (delta?.content ?? "") + (delta?.reasoning ?? "");
    if (piece === "") continue;
    text += piece;
    pieces.push(performance.now() - start);
  }
  if (!usage) throw new Error("the answer ended without telling its usage");
  const { prompt_tokens: promptTokens, completion_tokens: tokens } = usage;
  return { pieces, end: performance.now() - start, text, promptTokens, tokens };
}

function bodyOf(model: string, { messages, maxTokens, schema }: Asked): object {
  const format = schema && { type: "json_schema", json_schema: { name: "answer", schema, strict: true } };
  return {
    model,
    messages,
    max_tokens: maxTokens,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
    ...(format && { response_format: format }),
  };
}

/** The events of a stream, as far as they are JSON. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Chunk> {
  let rest = "";
  for await (const text of textStream(body)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith("data: {")) yield JSON.parse(line.slice("data: ".length)) as Chunk;
  }
}
