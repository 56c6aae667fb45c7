import { expectThat, isRecord } from "../check/expect.ts";
import type { Asking } from "./asking.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, hasStatus, recordOf, stringOf } from "./reads.ts";
import { callsAreObjects } from "./weather.ts";

/** A chat as LlamaIndex sends it. */
const chat = (asking: Asking) =>
  asking.chat({ stream: false, format: "", keep_alive: "5m", options: { temperature: 0.75, num_ctx: 3900, seed: 1 } });

const refused = "LlamaIndex's queries would all fail";

/** LlamaIndex asks nothing before its first chat, whose `format` is an empty text. */
export const llamaindex = profile("llamaindex", {
  "format-empty": rule(
    refused,
    async (asking) => {
      const answer = await asking.chat({ stream: false, format: "" });
      const message = recordOf(answersWith(answer, 200), "message", "/api/chat", answer);
      const { content = "" } = message;
      const forced = typeof content === "string" && isRecord(parsed(content));
      expectThat(!forced, "an empty `format` is taken for a wish for JSON", answer);
    },
    ["model"],
  ),
  options: rule(refused, async (asking) => hasStatus(await chat(asking), 200), ["model"]),
  content: rule(
    "LlamaIndex would give back no text",
    async (asking) => {
      const answer = await chat(asking);
      stringOf(recordOf(answersWith(answer, 200), "message", "/api/chat", answer), "content", "the message", answer);
    },
    ["model"],
  ),
  "tool-arguments-object": rule(
    "LlamaIndex's agents would fail at their first tool call",
    async (asking) => callsAreObjects(await asking.toolCalls()),
    ["tools"],
  ),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
