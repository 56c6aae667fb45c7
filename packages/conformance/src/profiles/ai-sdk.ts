import { expectEqual } from "../check/expect.ts";
import { profile, rule } from "./profile.ts";
import { framesOf, lastOf, numberOf, recordOf, stringOf, timeOf } from "./reads.ts";

const rejected = "The AI SDK would throw a type validation error";

/** The AI SDK's providers validate every frame against a schema. */
export const aiSdk = profile("ai-sdk", {
  "created-at": rule(
    rejected,
    async (asking) => {
      const answer = await asking.chat();
      for (const frame of framesOf(answer)) timeOf(frame, "created_at", "a frame", answer);
    },
    ["model"],
  ),
  durations: rule(
    rejected,
    async (asking) => {
      const answer = await asking.chat();
      const last = lastOf(answer);
      for (const key of ["total_duration", "eval_duration"]) numberOf(last, key, "the last frame", answer);
    },
    ["model"],
  ),
  "token-counts": rule(
    rejected,
    async (asking) => {
      const answer = await asking.chat();
      const last = lastOf(answer);
      for (const key of ["prompt_eval_count", "eval_count"]) numberOf(last, key, "the last frame", answer);
    },
    ["model"],
  ),
  message: rule(
    rejected,
    async (asking) => {
      const answer = await asking.chat();
      for (const frame of framesOf(answer)) {
        const message = recordOf(frame, "message", "a frame", answer);
        expectEqual(message.role, "assistant", "`role` of a frame's message", answer);
        stringOf(message, "content", "a frame's message", answer);
      }
    },
    ["model"],
  ),
});
