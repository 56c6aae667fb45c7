import { expectThat, show } from "../check/expect.ts";
import { profile, rule } from "./profile.ts";
import { entriesOf, framesOf, hasStatus, lastOf, textOf } from "./reads.ts";
import { callsAreObjects, withResults } from "./weather.ts";

const refused = "Home Assistant's conversation agent would answer nothing but an error";

/** Home Assistant lists models at set-up; its agent calls tools and sends a context length with a decimal point. */
export const homeAssistant = profile("home-assistant", {
  "list-stable": rule("Home Assistant would say that it cannot connect", async (_, { client }) => {
    for (let i = 0; i < 3; i++) entriesOf(await client.get("/api/tags"));
    const together = await Promise.all(Array.from({ length: 4 }, () => client.get("/api/tags")));
    for (const answer of together) entriesOf(answer);
  }),
  "list-model": rule("Home Assistant would offer no models", (asking) =>
    asking.eachListed((entry, answer, what) => void textOf(entry, "model", what, answer)),
  ),
  "num-ctx-float": rule(
    refused,
    async (asking, { client }) => {
      const whole = { ...asking.chatBody(), options: { num_predict: 8, num_ctx: 8192 } };
      const raw = JSON.stringify(whole).replace("8192", "8192.0");
      const headers = { "Content-Type": "application/json" };
      hasStatus(await client.post("/api/chat", undefined, { raw, headers }), 200);
    },
    ["model"],
  ),
  "keep-alive-seconds": rule(refused, async (asking) => hasStatus(await asking.chat({ keep_alive: "60s" }), 200), [
    "model",
  ]),
  "keep-alive-minus-one": rule(
    refused,
    async (asking) => {
      hasStatus(await asking.chat({ keep_alive: -1 }), 200);
      // A model that was asked to stay for ever goes after the usual time.
      await asking.post("/api/generate", { model: asking.model, keep_alive: "5m" });
    },
    ["model"],
  ),
  "think-false": rule(
    refused,
    async (asking) => {
      for (const model of new Set([asking.model, asking.modelWithout("thinking")])) {
        hasStatus(await asking.chat({ model, think: false }), 200);
      }
    },
    ["model"],
  ),
  "tool-arguments-object": rule(
    "Home Assistant could not control the house",
    async (asking) => callsAreObjects(await asking.toolCalls()),
    ["tools"],
  ),
  "tool-roundtrip": rule(
    "Home Assistant would do what was asked and then answer with an error",
    async (asking) => {
      const answer = await asking.post("/api/chat", withResults(await asking.toolCalls()));
      hasStatus(answer, 200);
      lastOf(answer);
    },
    ["tools"],
  ),
  "format-empty": rule(refused, async (asking) => hasStatus(await asking.chat({ format: "" }), 200), ["model"]),
  done: rule(
    "Home Assistant would wait for the end of an answer that has come",
    async (asking) => {
      const answer = await asking.chat();
      const frames = framesOf(answer);
      frames.forEach(({ done }, index) => {
        const last = index === frames.length - 1;
        expectThat(done === last, `\`done\` of frame ${index + 1} of ${frames.length} is ${show(done)}`, answer);
      });
    },
    ["model"],
  ),
});
