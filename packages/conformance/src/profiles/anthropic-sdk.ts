import { NotApplicable } from "../check/outcome.ts";
import { absentModel } from "../target/absent-operations.ts";
import { readMessages } from "./anthropic-stream.ts";
import type { Asking } from "./asking.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, type Fields, hasStatus, listOf, recordOf, records, textOf } from "./reads.ts";
import { anthropicWeather, forecast, question } from "./weather.ts";

const path = "/v1/messages";
const messages = [{ role: "user", content: "Say hello." }];
const unknown = { model: absentModel, max_tokens: 8, messages };

/** A request with a model that there is. */
const body = (asking: Asking): Fields => ({ model: asking.model, max_tokens: 8, messages });

/** The status of a request for a model that is not there tells whether it was read. */
async function isRead(asking: Asking, at: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const answer = await asking.post(at, unknown, headers);
  recordOf(answersWith(answer, 404), "error", `POST ${at}`, answer);
}

/** Anthropic's packages, pointed at the server by their base URL. */
export const anthropicSdk = profile("anthropic-sdk", {
  "base-url": rule("The package would find nothing behind its base URL", (asking) => isRead(asking, path, {})),
  "api-key": rule("The package's requests would all be refused", async (asking) => {
    asking.requireNoAuthorization(await asking.post(path, unknown));
    await isRead(asking, path, { "x-api-key": "any-text" });
    await isRead(asking, path, { Authorization: "Bearer any-text" });
  }),
  "version-header": rule("The package's requests would all be refused", async (asking) => {
    for (const version of ["2023-06-01", "2026-10-21", "someday"]) {
      await isRead(asking, path, { "anthropic-version": version });
    }
    await isRead(asking, path, {});
  }),
  "beta-query": rule("The package's beta requests would fail", (asking) => isRead(asking, `${path}?beta=true`, {})),
  "error-class": rule("Programs would catch the wrong error", async (asking) => {
    hasStatus(await asking.post(path, unknown), 404);
    hasStatus(await asking.post(path, { ...unknown, messages: "hello" }), 400);
  }),
  "stream-helper": rule(
    "The package's `.stream()` helper would throw",
    async (asking) => {
      const answer = await asking.post(path, { ...body(asking), stream: true });
      const { message } = readMessages(answer);
      textOf(message, "stop_reason", "the message", answer);
    },
    ["model"],
  ),
  "tool-loop": rule(
    "The package's tool runner would fail at its second step",
    async (asking, { models }) => {
      const request = { model: models.with("tools"), max_tokens: 128, temperature: 0, tools: [anthropicWeather] };
      const { blocks } = readMessages(await asking.post(path, { ...request, messages: [question], stream: true }));
      const uses = blocks.filter(({ type }) => type === "tool_use");
      if (uses.length === 0) throw new NotApplicable("the model did not call the tool that it was given");
      const results = uses.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: forecast }));
      const more = [question, { role: "assistant", content: blocks }, { role: "user", content: results }];
      const answer = await asking.post(path, { ...request, max_tokens: 8, messages: more });
      listOf(answersWith(answer, 200), "content", `POST ${path}`, answer);
    },
    ["tools"],
  ),
  "models-list": rule("`models.list()` of the package would throw", async (asking) => {
    const answer = await asking.get("/v1/models");
    for (const model of records(answersWith(answer, 200).data, "`data`", answer))
      textOf(model, "id", "a model", answer);
  }),
});
