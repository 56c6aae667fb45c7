import { expect, test } from "bun:test";
import {
  operations,
  type ResponsesOutputItem,
  ResponsesRequest,
  ResponsesResponse,
  type ResponsesStreamEvent,
} from "@cria/spec";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { chatAnswers } from "../api/chat-answers.ts";
import { decodeText } from "../http/decode.ts";
import { ApiError } from "../http/error.ts";
import type { ServerSentEvent } from "../http/sse.ts";
import { toResponse } from "./response.ts";
import { ResponseEvents } from "./response-events.ts";

const { chunk: Chunk, final: Final } = operations.openaiResponses;
const request = {
  model: "m",
  instructions: "be",
  temperature: 0.5,
  max_output_tokens: 9,
  tools: [{ type: "function", name: "f", parameters: { type: "object" } }],
  text: { format: { type: "json_schema", name: "n", schema: { type: "object" } } },
  reasoning: { effort: "low" },
};
const body = decodeText(ResponsesRequest, JSON.stringify(request));

function parse(events: readonly ServerSentEvent[]): ResponsesStreamEvent[] {
  return events.map(({ data }) => JSON.parse(data));
}

/** An item without its id, which is made up. */
function withoutId({ id: _, ...item }: ResponsesOutputItem): object {
  return item;
}

test("every stream has the events of the specification, numbered and in order", () => {
  fc.assert(
    fc.property(chatAnswers, ({ frames, reason }) => {
      const writer = new ResponseEvents(body);
      const raw = frames.flatMap((frame) => writer.convert(frame));
      const events = parse(raw);
      expect(raw.map(({ name }) => name)).toEqual(events.map(({ type }) => type));
      expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
      const last = events.at(-1)!;
      for (const event of events) expect(Value.Check(event === last ? Final : Chunk, event)).toBe(true);
      expect(events.slice(0, 2).map(({ type }) => type)).toEqual(["response.created", "response.in_progress"]);

      // One item at a time: what it holds is announced before it is filled, and joins to what it is in the end.
      const done: ResponsesOutputItem[] = [];
      let open: { id: string; part?: boolean; text: string } | undefined;
      for (const event of events.slice(2, -1)) {
        if ("output_index" in event) expect(event.output_index).toBe(done.length);
        if ("item_id" in event) expect(event.item_id).toBe(open!.id);
        switch (event.type) {
          case "response.output_item.added":
            expect(open).toBeUndefined();
            open = { id: event.item.id, text: "" };
            break;
          case "response.content_part.added":
          case "response.reasoning_summary_part.added":
            open!.part = true;
            break;
          case "response.output_text.delta":
          case "response.reasoning_summary_text.delta":
            expect(open!.part).toBe(true);
            open!.text += event.delta;
            break;
          case "response.function_call_arguments.delta":
            open!.text += event.delta;
            break;
          case "response.output_text.done":
          case "response.reasoning_summary_text.done":
            expect(event.text).toBe(open!.text);
            break;
          case "response.function_call_arguments.done":
            expect(event.arguments).toBe(open!.text);
            break;
          case "response.content_part.done":
          case "response.reasoning_summary_part.done":
            expect(event.part.text).toBe(open!.text);
            break;
          case "response.output_item.done":
            expect(event.item.id).toBe(open!.id);
            done.push(event.item);
            open = undefined;
        }
      }
      expect(open).toBeUndefined();
      if (last.type !== "response.completed" && last.type !== "response.incomplete") throw new Error(last.type);
      expect(last.type).toBe(reason === "length" ? "response.incomplete" : "response.completed");
      expect(last.response.output).toEqual(done);
      expect(new Set(done.map(({ id }) => id)).size).toBe(done.length);
    }),
  );
});

test("a stream ends with the response unstreamed", () => {
  fc.assert(
    fc.property(chatAnswers, ({ frames, whole, reason }) => {
      const writer = new ResponseEvents(body);
      const last = parse(frames.flatMap((frame) => writer.convert(frame))).at(-1)!;
      if (last.type !== "response.completed" && last.type !== "response.incomplete") throw new Error(last.type);
      expect(last.type).toBe(reason === "length" ? "response.incomplete" : "response.completed");
      const unstreamed = JSON.parse(JSON.stringify(toResponse(body, whole))) as ResponsesResponse;
      expect(Value.Check(ResponsesResponse, unstreamed)).toBe(true);
      expect(last.response.output.map(withoutId)).toEqual(unstreamed.output.map(withoutId));
      expect(last.response.usage).toEqual(unstreamed.usage);
      expect(last.response.tools).toEqual(unstreamed.tools);
      expect(last.response.text).toEqual(unstreamed.text);
    }),
  );
});

test("a response repeats its request", () => {
  const frame = {
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
    message: { role: "assistant", content: "" },
    done: true,
  } as const;
  const response = JSON.parse(JSON.stringify(toResponse(body, frame)));
  expect(response).toMatchObject({
    created_at: 1_767_225_600,
    status: "completed",
    instructions: "be",
    temperature: 0.5,
    top_p: 1,
    max_output_tokens: 9,
    tools: [{ type: "function", name: "f", description: null, strict: null, parameters: { type: "object" } }],
    text: request.text,
    reasoning: { effort: "low" },
    truncation: "disabled",
    output: [{ type: "message", content: [{ type: "output_text", text: "" }] }],
  });
  const bare = toResponse(decodeText(ResponsesRequest, '{"model":"m"}'), frame);
  expect(bare).toMatchObject({
    instructions: null,
    temperature: 1,
    max_output_tokens: null,
    tools: [],
    text: { format: { type: "text" } },
    reasoning: null,
  });
});

test.each<[string, string, unknown]>([
  ["a server's error", "api_error", new ApiError(500, "broken")],
  ["too many requests", "rate_limit_exceeded", new ApiError(429, "broken")],
  ["what nobody foresaw", "api_error", new Error("broken")],
])("a stream that fails with %s says so in its last event", (_, code, error) => {
  const writer = new ResponseEvents(body);
  const frame = {
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
    message: { role: "assistant", content: "x" },
    done: false,
  } as const;
  const before = writer.convert(frame);
  const event = writer.failed(error);
  const [data] = parse([event]);
  expect(event.name).toBe("response.failed");
  expect(data).toMatchObject({ sequence_number: before.length, response: { error: { code, message: "broken" } } });
  expect(Value.Check(Final, data)).toBe(true);
});
