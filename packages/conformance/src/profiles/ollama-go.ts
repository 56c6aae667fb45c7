import { profile, rule } from "./profile.ts";
import { framesOf, lastOf, timeOf, wholeOf } from "./reads.ts";

const dropped = "Go programs would drop the whole answer";

/** Go decodes into declared types: one field of another type loses the object. */
export const ollamaGo = profile("ollama-go", {
  "created-at": rule(
    dropped,
    async (asking) => {
      const answer = await asking.chat();
      for (const frame of framesOf(answer)) timeOf(frame, "created_at", "a frame", answer);
    },
    ["model"],
  ),
  "durations-whole": rule(
    dropped,
    async (asking) => {
      const answer = await asking.chat();
      const last = lastOf(answer);
      const durations = ["total_duration", "load_duration", "prompt_eval_duration", "eval_duration"];
      for (const key of durations) if (key in last) wholeOf(last, key, "the last frame", answer);
    },
    ["model"],
  ),
  "sizes-whole": rule(dropped, (asking) =>
    asking.eachListed((entry, answer, what) => void wholeOf(entry, "size", what, answer)),
  ),
});
