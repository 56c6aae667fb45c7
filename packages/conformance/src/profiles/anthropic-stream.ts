import { expectEqual, expectThat, show } from "../check/expect.ts";
import { type Answer, parseJson } from "../exchange/answer.ts";
import { type Fields, hasStatus, list, record, recordOf, textOf } from "./reads.ts";

/** Reads a stream of messages as the package's `.stream()` helper does, and gives the message with its blocks. */
export function readMessages(answer: Answer): { readonly message: Fields; readonly blocks: readonly Fields[] } {
  hasStatus(answer, 200);
  let message: Fields | undefined;
  const blocks: (Record<string, unknown> & { json?: string })[] = [];
  let stopped = false;
  // Events without an `event:` line are skipped, so they count for nothing.
  for (const { event, data } of answer.events.filter(({ event }) => event !== undefined && event !== "ping")) {
    const body = record(parseJson(data, "an event"), "an event", answer);
    expectThat(event !== "error", `the stream tells of the error ${show(body)}`, answer);
    if (event === "message_start") {
      message = recordOf(body, "message", "message_start", answer);
      list(message.content, "`message.content` of message_start", answer);
      recordOf(message, "usage", "`message`", answer);
    } else if (event === "content_block_start") {
      expectEqual(body.index, blocks.length, "`index` of a new block", answer);
      const block = recordOf(body, "content_block", event, answer);
      textOf(block, "type", "a block", answer);
      blocks.push({ ...block });
    } else if (event === "content_block_delta") {
      const block = typeof body.index === "number" ? blocks[body.index] : undefined;
      expectThat(block !== undefined, `a delta is about the block ${show(body.index)}, which was not started`, answer);
      add(block, recordOf(body, "delta", event, answer));
    } else if (event === "message_delta") {
      recordOf(body, "usage", event, answer);
      message = { ...message, ...recordOf(body, "delta", event, answer) };
    } else if (event === "message_stop") stopped = true;
  }
  expectThat(message !== undefined && stopped, "the stream ends without a whole message", answer);
  return { message, blocks: blocks.map(({ json, ...block }) => finished(block, json)) };
}

function add(block: Record<string, unknown> & { json?: string }, delta: Fields): void {
  for (const key of ["text", "thinking"]) {
    if (typeof delta[key] === "string") block[key] = String(block[key] ?? "") + delta[key];
  }
  if (typeof delta.signature === "string") block.signature = delta.signature;
  if (typeof delta.partial_json === "string") block.json = (block.json ?? "") + delta.partial_json;
}

/** A block with the input that its deltas spell. */
function finished(block: Fields, json: string | undefined): Fields {
  return json === undefined || json === "" ? block : { ...block, input: parseJson(json, "a tool's input") };
}
