import { expectEqual, isRecord } from "../check/expect.ts";
import type { Asking } from "./asking.ts";
import { profile, rule } from "./profile.ts";
import { framesOf, hasStatus, recordOf, stringOf, textOf, wholeOf } from "./reads.ts";
import { callsAreObjects } from "./weather.ts";

const empty = "Zed would show no models";
const failed = "Zed would end each answer with an error";
const refused = "Zed's chats would all fail";

/** A chat as Zed sends it. */
const chat = (asking: Asking) => asking.chat({ keep_alive: -1, think: null, tools: [] });

/** Sends a chat with one of the things that Zed always sends, to a model that could mind it. */
async function accepts(asking: Asking, model: string, more: object): Promise<void> {
  hasStatus(await asking.chat({ model, ...more }), 200);
  // A model that was asked to stay for ever goes after the usual time.
  await asking.post("/api/generate", { model, keep_alive: "5m" });
}

/** Zed decodes into declared types: a field that is missing or of another type loses the whole list or answer. */
export const zed = profile("zed", {
  "list-entry-fields": rule(empty, (asking) =>
    asking.eachListed((entry, answer, what) => {
      for (const key of ["name", "modified_at", "digest"]) textOf(entry, key, what, answer);
      wholeOf(entry, "size", what, answer);
    }),
  ),
  "list-entry-details": rule(empty, (asking) =>
    asking.eachListed((entry, answer, what) => {
      const details = recordOf(entry, "details", what, answer);
      for (const key of ["format", "family", "parameter_size", "quantization_level"]) {
        stringOf(details, key, `\`details\` of ${what}`, answer);
      }
    }),
  ),
  "show-each": rule("Zed could not use the server", (asking) => asking.eachShown(() => {})),
  "keep-alive-minus-one": rule(refused, (asking) => accepts(asking, asking.model, { keep_alive: -1 }), ["model"]),
  "think-null": rule(refused, (asking) => accepts(asking, asking.modelWithout("thinking"), { think: null }), ["model"]),
  "tools-empty": rule(refused, (asking) => accepts(asking, asking.modelWithout("tools"), { tools: [] }), ["model"]),
  "frame-fields": rule(
    failed,
    async (asking) => {
      const answer = await chat(asking);
      for (const frame of framesOf(answer)) {
        textOf(frame, "model", "a frame", answer);
        textOf(frame, "created_at", "a frame", answer);
        recordOf(frame, "message", "a frame", answer);
        expectEqual(typeof frame.done, "boolean", "the type of `done`", answer);
      }
    },
    ["model"],
  ),
  "frame-role": rule(
    failed,
    async (asking) => {
      const answer = await chat(asking);
      for (const frame of framesOf(answer)) {
        const { role } = recordOf(frame, "message", "a frame", answer);
        expectEqual(role, "assistant", "`role` of a frame's message", answer);
      }
    },
    ["model"],
  ),
  "frame-content": rule(
    failed,
    async (asking) => {
      const answer = await chat(asking);
      for (const frame of framesOf(answer)) {
        stringOf(recordOf(frame, "message", "a frame", answer), "content", "a frame's message", answer);
      }
    },
    ["model"],
  ),
  "tool-call-shape": rule(
    "Zed's agent would stop at its first tool call",
    async (asking) => callsAreObjects(await asking.toolCalls()),
    ["tools"],
  ),
  authorization: rule("Zed could not reach the server once an API key is set", async (asking) => {
    const plain = await asking.get("/api/tags");
    asking.requireNoAuthorization(plain);
    const known = await asking.get("/api/tags", { Authorization: "Bearer ollama" });
    hasStatus(known, plain.status);
    const names = (body: unknown) =>
      isRecord(body) && Array.isArray(body.models) ? body.models.map((m: unknown) => (isRecord(m) ? m.name : m)) : body;
    expectEqual(names(known.json), names(plain.json), "the list with an Authorization header", known);
  }),
});
