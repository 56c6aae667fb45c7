import { expectThat } from "../check/expect.ts";
import type { Asking } from "./asking.ts";
import { profile, rule } from "./profile.ts";
import { framesOf, hasStatus, lastOf, numberOf, recordOf, stringOf, textOf } from "./reads.ts";

const chat = (asking: Asking) => asking.chat({ options: { num_ctx: 32768 } });

/** Cline chats through Ollama's JavaScript library, with a large context. */
export const cline = profile("cline", {
  list: rule("Cline would offer no models", (asking) =>
    asking.eachListed((entry, answer, what) => void textOf(entry, "name", what, answer)),
  ),
  "num-ctx": rule("Cline's requests would all fail", async (asking) => hasStatus(await chat(asking), 200), ["model"]),
  "content-is-text": rule(
    "Cline would show `undefined` or `null` in the answer",
    async (asking) => {
      const answer = await chat(asking);
      for (const frame of framesOf(answer)) {
        stringOf(recordOf(frame, "message", "a frame", answer), "content", "a frame's message", answer);
      }
    },
    ["model"],
  ),
  "token-counts": rule(
    "Cline would count no tokens",
    async (asking) => {
      const answer = await chat(asking);
      const last = lastOf(answer);
      for (const key of ["prompt_eval_count", "eval_count"]) numberOf(last, key, "the last frame", answer);
    },
    ["model"],
  ),
  "first-byte": rule(
    "Cline would give up",
    async (asking) => {
      // The first chat loads the model, the second finds it loaded.
      await chat(asking);
      const answer = await asking.chat({ options: { num_ctx: 32768, seed: 1 } });
      const [first = Number.POSITIVE_INFINITY] = answer.arrivals;
      expectThat(first < 30_000, `the first frame came after ${Math.round(first / 1000)} s`, answer);
    },
    ["model"],
  ),
});
