import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import {
  recordingAbsent,
  recordingPath,
  startTestServer,
  storiesAbsent,
  storiesPath,
  type TestServer,
} from "./testing.ts";

const absent = recordingAbsent || storiesAbsent;

interface Exchange {
  readonly id: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
  };
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: string };
}

/** What Cria can do where Ollama refuses it, and why. */
const further: Record<string, string> = {
  "create.quant": "Ollama does not know the type of weights that are F32 throughout",
};

/** Where Cria answers differently on purpose, and why. */
const different: Record<string, string> = {
  "create.badquant": "more types are supported, and the error lists them",
  "version.get": "Cria names the release whose API it has; the recorded server was built without a version",
  "create.gguf":
    "Ollama rewrites the file when it validates it, Cria stores the bytes as they came: the layer exists already",
  "create.from": "layers keep their order, but the weights are the uploaded file, not a rewritten one",
  "create.from.missing": "behind the same prefix, the words for a host that nobody knows are those of another system",
  "generate.noshift":
    "llama.cpp rounds a context up to 256 tokens, and its error says so; Cria's context is what was asked for",
  "generate.format.schema": "the same text, but it ends with its last brace and counts no token for the end",
  embed: "the same status, but the error does not speak of a llama.cpp option",
  "embed.many": "as embed",
  "v1.embeddings": "as embed",
  "generate.format.json":
    "Ollama's repetition guard ended that answer without a final frame, in endless white space that Cria doesn't allow",
};

/** Headers that clients read; dates and lengths vary. */
const compared = [
  "content-type",
  "allow",
  "location",
  "vary",
  "access-control-allow-methods",
  "access-control-allow-origin",
];

/** JSON with every value replaced by its type; keys keep their order, array elements are reduced to distinct shapes. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Map(value.map((v) => [JSON.stringify(shape(v)), shape(v)])).values()];
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, shape(v)]));
}

/** The lines of a body; of server-sent events with data that is JSON, the names and the data. */
function values(body: string): unknown[] {
  const lines = body.split("\n").filter((line) => line !== "");
  if (!/^(data|event): /.test(body)) return lines.map((line) => JSON.parse(line));
  return lines.map((line) => {
    const data = line.replace(/^data: /, "");
    return data.startsWith("{") ? JSON.parse(data) : data;
  });
}

/** What must agree in a body: text as it is, errors word for word, everything else by its fields and types. */
function comparable(body: string, home: string): unknown {
  try {
    const frames = values(body) as Record<string, unknown>[];
    const reduced = frames.map((frame) => {
      if (typeof frame === "string") return frame;
      if (typeof frame.error === "object") return { ...frame, request_id: typeof frame.request_id };
      if (typeof frame.error === "string") return { error: frame.error.replaceAll(home, "$HOME") };
      if (typeof frame.status === "string") return { status: frame.status.replace(/sha256:[0-9a-f]{64}/, "$LAYER") };
      return shape(frame);
    });
    // Answers differ in how many frames of the same shape they have; events of a name alternate with their data.
    const isAgain = (i: number, period: number) => JSON.stringify(reduced[i]) === JSON.stringify(reduced[i - period]);
    const isEvent = body.startsWith("event: ");
    return reduced.filter((_, i) => !isAgain(i, isEvent ? 2 : 1));
  } catch {
    return body;
  }
}

interface Frame {
  readonly choices?: readonly { text?: string; delta?: { content?: string }; finish_reason: string | null }[];
  readonly usage?: unknown;
  readonly done?: boolean;
  readonly response?: string;
  readonly message?: { content: string };
  readonly done_reason?: string;
  readonly context?: number[];
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
}

/** What greedy decoding must give to the letter: the text, its tokens, and how many tokens the prompt had. */
function answer(body: string): unknown {
  const frames = values(body).filter((value) => typeof value === "object") as Frame[];
  const choices = frames.flatMap((frame) => frame.choices ?? []);
  if (choices.length > 0) {
    const said = choices.map((choice) => choice.text ?? choice.delta?.content ?? "").join("");
    return { said, reason: choices.at(-1)?.finish_reason, usage: frames.at(-1)?.usage };
  }
  const last = frames.at(-1);
  if (last?.done !== true) return undefined;
  const text = frames.map((frame) => frame.response ?? frame.message?.content ?? "").join("");
  const { done_reason, context, prompt_eval_count, eval_count } = last;
  return { text, done_reason, context, prompt_eval_count, eval_count };
}

function headers(of: Headers | Record<string, string>): Record<string, string> {
  return Object.fromEntries([...new Headers(of)].filter(([name]) => compared.includes(name)));
}

const { exchanges, digest } = absent
  ? { exchanges: [], digest: "" }
  : (JSON.parse(readFileSync(recordingPath, "utf8")) as { exchanges: Exchange[]; digest: string });

describe.skipIf(absent)(
  "recorded exchanges with Ollama (skipped without shared/recordings and shared/fixtures)",
  () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
      // Some requests of the session are not in the recording: the upload of the model is one.
      const uploaded = await server.request("POST", `/api/blobs/${digest}`, undefined, {
        body: readFileSync(storiesPath),
      });
      expect(uploaded.status).toBe(201);
    });
    afterAll(() => server?.[Symbol.asyncDispose]());

    // The exchanges build on one another: they are replayed in the recorded order.
    test.each(exchanges.map(({ id, ...exchange }) => [id, exchange] as const))(
      "%s",
      async (id, { request, response }) => {
        const { method, path, headers: sent, body } = request;
        const got = await server.request(method, path.replace("$DIGEST", digest), body, { headers: sent ?? {} });
        const text = await got.text();
        const mine = { status: got.status, headers: headers(got.headers), body: comparable(text, server.home) };
        const theirs = {
          status: response.status,
          headers: headers(response.headers),
          body: comparable(response.body, "$HOME"),
        };
        if (id in further) expect([theirs.status, mine.status]).toEqual([500, 200]);
        else if (id in different) expect(mine.status).toBe(theirs.status);
        else expect(mine).toEqual(theirs);
        const given = body as { temperature?: number; options?: { temperature?: number } } | undefined;
        const temperature = given?.options?.temperature ?? given?.temperature;
        if (temperature === 0 && !(id in different)) expect(answer(text)).toEqual(answer(response.body));
        // toEqual does not look at the order of keys.
        if (!(id in different || id in further)) expect(JSON.stringify(mine.body)).toBe(JSON.stringify(theirs.body));
      },
    );

    test("every exchange that differs on purpose is in the recording", () => {
      expect(Object.keys(different).filter((id) => !exchanges.some((exchange) => exchange.id === id))).toEqual([]);
    });
  },
);
