import { expectThat } from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { profile, rule } from "./profile.ts";
import { errorOf, framesOf, hasStatus, lastOf } from "./reads.ts";

const headers = { Accept: "application/json" };

/** The package reads streams line by line and wants them to say that they are done. */
export const ollamaJs = profile("ollama-js", {
  lines: rule(
    "The package would lose parts of the answer",
    async (asking) => void framesOf(await asking.chat({}, headers)),
    ["model"],
  ),
  "ends-with-done": rule(
    "The package would throw `Did not receive done or success response in stream.`",
    async (asking) => {
      lastOf(await asking.chat({}, headers));
      const body = { model: asking.model, prompt: "Say hello.", stream: true, options: { num_predict: 8 } };
      lastOf(await asking.post("/api/generate", body, headers));
    },
    ["model"],
  ),
  "error-content-type": rule("The package would throw the raw body of the error", async (asking) => {
    for (const [path, more] of [
      ["/api/chat", { messages: [{ role: "user", content: "hi" }] }],
      ["/api/generate", { prompt: "hi" }],
    ] as const) {
      const answer = await asking.absent(path, more);
      const type = answer.header("content-type") ?? "";
      expectThat(type.includes("application/json"), `the Content-Type of an error is ${JSON.stringify(type)}`, answer);
      errorOf(answer);
    }
  }),
  "name-key": rule("The package could not delete a model", async (asking) => {
    const answer = await asking.call("DELETE", "/api/delete", { name: absentModel });
    hasStatus(answer, 404);
  }),
  "accept-json": rule(
    "The package's streams would all fail",
    async (asking) => hasStatus(await asking.chat({}, headers), 200),
    ["model"],
  ),
});
