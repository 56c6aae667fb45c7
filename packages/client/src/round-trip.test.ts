import { afterAll, describe, expect, test } from "bun:test";
import { type Operation, type OperationId, operations } from "@cria/spec";
import { arbitrary } from "@cria/spec/testing";
import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { routes } from "./all-routes.ts";
import { Ollama } from "./browser.ts";
import { type CallArguments, call, type StreamingId, stream } from "./operations.ts";
import type { Route } from "./routes.ts";
import { startScriptedServer } from "./testing/scripted-server.ts";

let answer = (): Response => new Response();
const server = startScriptedServer(() => answer());
afterAll(() => server[Symbol.dispose]());
const client = new Ollama({ host: server.url });
const runs = { numRuns: 20 };

const all = Object.entries(operations) as [OperationId, Operation][];
const params = { digest: "sha256:0", model: "m", encodedKey: "k" };
const argumentsOf = <Id extends OperationId>(body?: unknown) => ({ params, body }) as unknown as CallArguments<Id>;

describe("whatever the schemas allow comes through", () => {
  test.each(all.filter(([, { body }]) => body === "json"))(
    "in the request of %s",
    async (id, { request, stream: framing }) => {
      await fc.assert(
        fc.asyncProperty(arbitrary(request!), async (body) => {
          answer = () => new Response("null");
          await call(client, id, argumentsOf(body));
          const sent = framing === "none" ? body : { ...(body as object), stream: false };
          expect(server.seen.at(-1)!.json).toEqual(sent);
        }),
        runs,
      );
    },
  );

  const answering = all.filter(([, { responses }]) => typeof responses[200] === "object");
  test.each(answering)("in the answer of %s", async (id, { responses }) => {
    await fc.assert(
      fc.asyncProperty(arbitrary(responses[200] as TSchema), async (body) => {
        answer = () => Response.json(body);
        expect(await call(client, id, argumentsOf({}))).toEqual(body as never);
      }),
      runs,
    );
  });

  const streaming = all.filter(([, operation]) => operation.stream !== "none") as [StreamingId, Operation][];
  test.each(streaming)("in the stream of %s", async (id, { chunk, final, terminator }) => {
    const { stream: framing }: Route = routes[id];
    const encode = (data: string) => (framing === "sse" ? `data: ${data}\n\n` : `${data}\n`);
    const goesOn = (frame: unknown) => !("_debug_info" in (frame as object));
    const succeeds = (frame: unknown) => !("error" in (frame as object));
    const frames = fc.tuple(
      fc.array(arbitrary(chunk!).filter(goesOn), { maxLength: 4 }),
      arbitrary(final!).filter(succeeds),
    );
    await fc.assert(
      fc.asyncProperty(frames, async ([chunks, last]) => {
        const sent = [...chunks, last] as object[];
        const data = [...sent.map((frame) => JSON.stringify(frame)), ...(terminator === undefined ? [] : [terminator])];
        answer = () => new Response(data.map(encode).join(""));
        expect(await Array.fromAsync(await stream(client, id, argumentsOf({})))).toEqual(sent as never);
      }),
      runs,
    );
  });
});

test("the methods for chat and completions send what they are given", async () => {
  answer = () => new Response("null");
  await fc.assert(
    fc.asyncProperty(
      arbitrary(operations.chat.request),
      arbitrary(operations.generate.request),
      async (chat, generate) => {
        const plain = { ...chat, stream: false as const };
        await client.chat(plain as Parameters<Ollama["chat"]>[0]);
        expect(server.seen.at(-1)!.json).toEqual(plain);
        const prompt = { ...generate, stream: false as const };
        await client.generate(prompt as Parameters<Ollama["generate"]>[0]);
        expect(server.seen.at(-1)!.json).toEqual(prompt);
      },
    ),
    runs,
  );
});
