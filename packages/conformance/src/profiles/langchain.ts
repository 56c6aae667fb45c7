import { expectEqual, expectThat, show } from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, framesOf, is, lastOf, list, listOf, recordOf, textOf } from "./reads.ts";
import { callsAreObjects } from "./weather.ts";

const texts = ["a llama", "the deep sea"];

/** LangChain looks the model up in the list, and goes through Ollama's Python library. */
export const langchain = profile("langchain", {
  "list-model": rule("LangChain would say that the model is not found", (asking) =>
    asking.eachListed((entry, answer, what) => {
      const model = textOf(entry, "model", what, answer);
      expectThat(/:[^/:]+$/.test(model), `\`model\` of ${what} is ${show(model)}, without a tag`, answer);
    }),
  ),
  "chat-stream": rule(
    "LangChain would lose the end of the answer",
    async (asking) => {
      const answer = await asking.chat();
      for (const frame of framesOf(answer)) recordOf(frame, "message", "a frame", answer);
      textOf(lastOf(answer), "done_reason", "the last frame", answer);
    },
    ["model"],
  ),
  "tool-arguments-object": rule(
    "LangChain's agents would fail at their first tool call",
    async (asking) => callsAreObjects(await asking.toolCalls()),
    ["tools"],
  ),
  "embed-list": rule(
    "LangChain would file documents under the vectors of others",
    async (asking, { models }) => {
      const model = models.with("embedding");
      const both = await asking.post("/api/embed", { model, input: texts });
      const vectors = vectorsOf(both);
      expectEqual(vectors.length, texts.length, "the number of vectors", both);
      for (const [index, input] of texts.entries()) {
        const answer = await asking.post("/api/embed", { model, input });
        const alike = cosine(vectors[index], vectorsOf(answer)[0]);
        expectThat(
          alike > 0.99,
          `vector ${index + 1} of two is not that of its text alone (cosine ${alike.toFixed(2)})`,
          both,
        );
      }
    },
    ["embedding"],
  ),
  nulls: rule(
    "LangChain's requests would all fail",
    async (asking, { client }) => {
      // Without options nothing ends a long answer but leaving.
      const until = (parts: readonly unknown[]) => parts.length > 0;
      const body = { ...asking.chatBody(), keep_alive: null, format: null, options: null };
      const { response } = await client.exchange("POST", "/api/chat", body, { until });
      expectEqual(response?.status, 200, "the status of a chat with null in `keep_alive`, `format` and `options`");
    },
    ["model"],
  ),
});

function vectorsOf(answer: Answer): number[][] {
  const vectors = listOf(answersWith(answer, 200), "embeddings", "/api/embed", answer);
  return vectors.map((vector) =>
    list(vector, "a vector", answer).map((value) => {
      expectThat(typeof value === "number", `a number of a vector ${is(value)}`, answer);
      return value;
    }),
  );
}

/** Cosine of the angle between two vectors; NaN if there is none. */
function cosine(a: readonly number[] = [], b: readonly number[] = []): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
