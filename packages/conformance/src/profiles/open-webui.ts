import { expectEqual, expectThat, show } from "../check/expect.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, entriesOf, errorOf, framesOf, hasStatus, recordOf, textOf } from "./reads.ts";

/** Models of a store that are loaded one after another. */
const LOADED = 3;

/** What Python's `datetime.fromisoformat` reads, of a date with a time. */
const isoDate = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2}(?::?\d{2})?)?$/;

/** Open WebUI verifies a connection by its version, lists the models and watches which are loaded. */
export const openWebui = profile("open-webui", {
  "verify-version": rule("Open WebUI would refuse the connection", async (asking) => {
    const answer = await asking.get("/api/version");
    textOf(answersWith(answer, 200), "version", "/api/version", answer);
  }),
  "list-model-and-name": rule("Open WebUI would show no models", (asking) =>
    asking.eachListed((entry, answer, what) => {
      for (const key of ["model", "name"]) textOf(entry, key, what, answer);
    }),
  ),
  "list-digest": rule("Open WebUI would not start (KeyError: 'digest')", (asking) =>
    asking.eachListed((entry, answer, what) => void textOf(entry, "digest", what, answer)),
  ),
  "list-details": rule("Open WebUI would show models without their size and family, or none", (asking) =>
    asking.eachListed((entry, answer, what) => void recordOf(entry, "details", what, answer)),
  ),
  "ps-answers": rule("Open WebUI would log a connection error whenever it looks", async (_, { client }) => {
    entriesOf(await client.get("/api/ps"));
  }),
  "ps-name": rule(
    "Open WebUI would show no loaded model, and no button to eject it",
    async (asking, { client }) => {
      await asking.chat();
      const { entries } = await asking.listed();
      const answer = await client.get("/api/ps");
      const running = entriesOf(answer);
      expectThat(running.length > 0, "/api/ps lists nothing right after a chat", answer);
      for (const entry of running) {
        const name = textOf(entry, "name", "an entry of /api/ps", answer);
        const known = entries.some((listed) => listed.name === name);
        expectThat(known, `/api/ps lists ${show(name)}, which is not in /api/tags`, answer);
      }
    },
    ["model"],
  ),
  "ps-expires-at": rule(
    "Open WebUI would fail to list the loaded models",
    async (asking, { client }) => {
      await asking.chat();
      const answer = await client.get("/api/ps");
      for (const entry of entriesOf(answer)) {
        const time = textOf(entry, "expires_at", "an entry of /api/ps", answer);
        const read = isoDate.test(time) && !time.startsWith("0000");
        expectThat(read, `Python does not read the time ${show(time)} of \`expires_at\``, answer);
      }
    },
    ["model"],
  ),
  "error-key": rule("Open WebUI would show an error without its reason", async (asking) => {
    errorOf(await asking.absent("/api/chat", { messages: [{ role: "user", content: "hi" }] }));
  }),
  "stream-content-type": rule(
    "Open WebUI, and clients behind it, would not read the stream",
    async (asking) => {
      const answer = await asking.chat();
      framesOf(answer);
      expectEqual(answer.mediaType, "application/x-ndjson", "Content-Type", answer);
    },
    ["model"],
  ),
  unload: rule(
    "Open WebUI's eject button would do nothing",
    async (_, { client, model }) => {
      hasStatus(await client.post("/api/generate", { model }), 200);
      hasStatus(await client.post("/api/generate", { model, keep_alive: 0 }), 200);
      const loaded = async () => {
        const answer = await client.get("/api/ps");
        return { answer, still: entriesOf(answer).some(({ name }) => name === model || name === `${model}:latest`) };
      };
      let seen = await loaded();
      for (let tries = 0; seen.still && tries < 20; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        seen = await loaded();
      }
      expectThat(!seen.still, `${model} is still in /api/ps a second after it was unloaded`, seen.answer);
    },
    ["model"],
  ),
  "names-usable": rule(
    "Open WebUI would offer models that fail",
    async (asking, { models }) => {
      // It asks servers of another kind to rank.
      const usable = models.known.filter(({ capabilities }) => !capabilities.includes("rerank"));
      for (const { name, capabilities } of usable.slice(0, LOADED)) {
        const embeds = capabilities.includes("embedding");
        const answer = embeds
          ? await asking.post("/api/embed", { model: name, input: "hello" })
          : await asking.post("/api/chat", { model: name, messages: [], stream: false });
        hasStatus(answer, 200);
      }
    },
    ["model"],
  ),
});
