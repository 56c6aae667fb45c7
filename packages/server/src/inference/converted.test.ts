import { describe, expect, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import type { OperationId } from "@cria/spec";
import { messages } from "../anthropic/messages.ts";
import type { Handler } from "../http/context.ts";
import { chatCompletions } from "../openai/chat-completions.ts";
import { completions } from "../openai/completions.ts";
import { responses } from "../openai/responses.ts";
import { weightsKey } from "../options/runner-settings.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { FakeServer, fakeModel } from "./fakes.ts";

const models = [fakeModel("plain"), fakeModel("embedder", { can: ["embedding"] })];

interface Operation {
  readonly id: OperationId;
  readonly handler: Handler<never>;
  readonly question: object;
}

const chat = [{ role: "user", content: "x" }];
const operations: Operation[] = [
  { id: "openaiChatCompletions", handler: chatCompletions as Handler<never>, question: { messages: chat } },
  { id: "openaiCompletions", handler: completions as Handler<never>, question: { prompt: "x" } },
  { id: "openaiResponses", handler: responses as Handler<never>, question: { input: "x" } },
  { id: "anthropicMessages", handler: messages as Handler<never>, question: { messages: chat, max_tokens: 9 } },
];
const isAnthropic = ({ id }: Operation) => id === "anthropicMessages";

function server(runner: FakeRunnerOptions = {}) {
  const fake = new FakeServer(models, runner);
  const ask = ({ id, handler, question }: Operation, more: object = {}, signal?: AbortSignal) =>
    fake.call(id, handler as Handler<OperationId>, { model: "plain", ...question, ...more }, signal);
  return { fake, ask };
}

/** The error that an answer tells, as its protocol has it. */
async function errorOf(operation: Operation, response: Response) {
  const { error, ...rest } = (await response.json()) as { error: Record<string, unknown> };
  if (!isAnthropic(operation)) {
    expect(Object.keys(error)).toEqual(["message", "type", "param", "code"]);
    expect(rest).toEqual({});
  } else expect(rest).toEqual({ type: "error", request_id: expect.stringMatching(/^req_[0-9a-f]{24}$/) } as never);
  return { type: error.type, message: error.message };
}

describe.each(operations.map((operation) => [operation.id, operation] as const))("%s", (_, operation) => {
  test.each([{}, { n: 2 }])("lets go of its runner whenever the client leaves (%j)", async (more) => {
    const { fake, ask } = server();
    const { scheduler } = fake.context;
    for (let moment = 0; moment < 150; moment++) {
      const controller = new AbortController();
      const asked = ask(operation, { ...more, stream: true }, controller.signal);
      for (let turn = 0; turn < moment; turn++) await Promise.resolve();
      controller.abort();
      await (await asked).body?.cancel();
    }
    // It ends as soon as nobody holds it.
    scheduler.unload(weightsKey(models[0]!.modelDigest!));
    await fake.runners.started[0]!.exited;
    expect(scheduler.list()).toEqual([]);
  });

  test("answers with a line of JSON, or with events", async () => {
    const { fake, ask } = server();
    const whole = await ask(operation);
    expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "application/json"]);
    const text = await whole.text();
    expect(text).toEndWith("}\n");
    expect(text).toContain("Once upon a time");
    const stream = await ask(operation, { stream: true });
    expect([stream.status, stream.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(await stream.text()).toEndWith("\n\n");
    expect(fake.runners.started[0]!.inFlight).toBe(0);
  });

  test.each([
    ["of another model", { model: "nope" }, 404, "not_found_error", "model 'nope' not found"],
    ["of a name that is none", { model: "a/b/c/d/e" }, 400, "invalid_request_error", "invalid model name"],
    [
      "of a model that only embeds",
      { model: "embedder" },
      400,
      "invalid_request_error",
      '"embedder" does not support ',
    ],
  ])("refuses what is asked %s, also if it would stream", async (_, more, status, type, message) => {
    for (const stream of [false, true]) {
      const response = await server().ask(operation, { ...more, stream });
      expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/json"]);
      const error = await errorOf(operation, response);
      expect(error).toEqual({ type, message: expect.stringContaining(message) as unknown as string });
    }
  });

  test("refuses a request that it can't read", async () => {
    const response = await server().ask(operation, { messages: 5, input: 5, stop: [5] });
    expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/json; charset=utf-8"]);
    expect((await errorOf(operation, response)).type).toBe("invalid_request_error");
  });

  test("tells of a runner that fails at once by a status", async () => {
    for (const stream of [false, true]) {
      const response = await server({ answer: () => [new RunnerError("internal", "broken")] }).ask(operation, {
        stream,
      });
      expect(response.status).toBe(500);
      expect(await errorOf(operation, response)).toEqual({ type: "api_error", message: "broken" });
    }
  });

  test("tells of a runner that fails later by the last event, and not that the answer ended", async () => {
    const { fake, ask } = server({ answer: () => ["Once", new RunnerError("internal", "broken")] });
    const response = await ask(operation, { stream: true });
    expect(response.status).toBe(200);
    const events = (await response.text()).split("\n\n").slice(0, -1);
    expect(events.at(-1)).toContain('"message":"broken"');
    expect(events.join()).not.toMatch(/\[DONE\]|message_stop|response\.completed|"(finish|stop)_reason":"/);
    expect(fake.runners.started[0]!.inFlight).toBe(0);
  });

  test("ends the runner's work when the client leaves, before and amid the answer", async () => {
    for (const stream of [false, true]) {
      const { fake, ask } = server({ pace: () => Bun.sleep(20) });
      const client = new AbortController();
      const response = ask(operation, { stream }, client.signal);
      if (stream) {
        const reader = (await response).body!.getReader();
        await reader.read();
        client.abort();
      } else {
        while (!fake.runners.started[0]?.inFlight) await Bun.sleep(1);
        client.abort();
        expect((await response).status).toBe(499);
      }
      while (fake.runners.started[0]!.inFlight > 0) await Bun.sleep(1);
    }
  });
});

test("thinking of a model that can't think is an error, but for Anthropic's clients", async () => {
  const [chatCompletion, , response, message] = operations;
  const effort = { reasoning_effort: "high", reasoning: { effort: "high" }, thinking: { type: "enabled" } };
  for (const operation of [chatCompletion!, response!]) {
    const refused = await server().ask(operation, effort);
    expect(refused.status).toBe(400);
    expect((await errorOf(operation, refused)).message).toBe('"plain" does not support thinking');
  }
  expect((await server().ask(message!, effort)).status).toBe(200);
});
