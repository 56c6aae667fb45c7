import { expectEqual, expectThat } from "../check/expect.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, errorOf, framesOf, hasStatus, is, list, listOf, recordOf, stringOf } from "./reads.ts";

/** Continue asks for details by `name`, and reads the model's parameters and template out of them. */
export const continueDev = profile("continue", {
  "show-by-name": rule("Continue would not know the model's context length, stop texts or template", (asking) =>
    asking.eachShown(() => {}, { key: "name" }),
  ),
  "parameters-text": rule("Continue would overlook the context length and the stop texts of the model", (asking) =>
    asking.eachShown(
      ({ parameters }, answer, what) => {
        if (parameters === undefined) return;
        expectThat(
          typeof parameters === "string",
          `\`parameters\` of ${what} ${is(parameters)} and not a text`,
          answer,
        );
        const lines = parameters.split("\n").filter((line) => line.trim() !== "");
        const odd = lines.find((line) => !/^\S+\s+\S/.test(line));
        expectThat(
          odd === undefined,
          `a line of \`parameters\` is not a name and a value: ${JSON.stringify(odd)}`,
          answer,
        );
      },
      { key: "name" },
    ),
  ),
  "template-suffix": rule(
    "Continue would not complete code between two texts",
    async (asking, { models }) => {
      const model = models.with("insert");
      const answer = await asking.post("/api/show", { name: model });
      const template = stringOf(answersWith(answer, 200), "template", "/api/show", answer);
      expectThat(template.includes(".Suffix"), `the template of ${model} does not contain .Suffix`, answer);
    },
    ["insert"],
  ),
  "error-key": rule("Continue would show an error without its reason", async (asking) => {
    const requests = {
      show: {},
      chat: { messages: [{ role: "user", content: "hi" }] },
      generate: { prompt: "hi" },
      embed: { input: "hi" },
    };
    for (const [path, more] of Object.entries(requests)) errorOf(await asking.absent(`/api/${path}`, more));
  }),
  "generate-suffix": rule(
    "Continue's tab completion would fail",
    async (asking, { models }) => {
      const body = { model: models.with("insert"), prompt: "def add(a, b):\n    return ", suffix: "\n", raw: false };
      hasStatus(await asking.post("/api/generate", { ...body, options: { num_predict: 8 } }), 200);
    },
    ["insert"],
  ),
  "embeddings-not-empty": rule(
    "Continue could not index the code",
    async (asking, { models }) => {
      const input = ["def add(a, b):", "class Llama:"];
      const answer = await asking.post("/api/embed", { model: models.with("embedding"), input });
      const vectors = listOf(answersWith(answer, 200), "embeddings", "/api/embed", answer);
      expectEqual(vectors.length, input.length, "the number of vectors", answer);
      for (const vector of vectors)
        expectThat(list(vector, "a vector", answer).length > 0, "a vector is empty", answer);
    },
    ["embedding"],
  ),
  "stream-has-content": rule(
    "Continue would show an empty answer",
    async (asking) => {
      const answer = await asking.chat();
      for (const frame of framesOf(answer)) {
        stringOf(recordOf(frame, "message", "a frame", answer), "content", "a frame's message", answer);
      }
    },
    ["model"],
  ),
});
