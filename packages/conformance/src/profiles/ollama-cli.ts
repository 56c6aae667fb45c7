import { expectEqual, expectThat, show } from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { profile, rule } from "./profile.ts";
import {
  answersWith,
  entriesOf,
  errorOf,
  framesOf,
  hasStatus,
  lastOf,
  numberOf,
  recordOf,
  textOf,
  timeOf,
} from "./reads.ts";

/** The command looks for the server, loads a model and chats. */
export const ollamaCli = profile("ollama-cli", {
  "head-root": rule("Every `ollama` command would say that it could not connect", async (asking) => {
    hasStatus(await asking.call("HEAD", "/"), 200);
  }),
  "show-by-model": rule("`ollama run` and `ollama show` would fail", (asking) => asking.eachShown(() => {})),
  load: rule(
    "`ollama run` would fail before its prompt appears",
    async (asking) => {
      const answer = await asking.post("/api/generate", { model: asking.model });
      const body = answersWith(answer, 200);
      expectEqual(body.done, true, "`done`", answer);
      expectEqual(body.done_reason, "load", "`done_reason`", answer);
    },
    ["model"],
  ),
  "chat-stream": rule(
    "`ollama run` would not show the answer to its end",
    async (asking) => void lastOf(await asking.chat()),
    ["model"],
  ),
  "missing-404": rule("`ollama run` would not pull a model that is missing", async (asking) => {
    hasStatus(await asking.absent("/api/show"), 404);
  }),
  status: rule("`ollama launch` would fail", async (asking) => {
    const answer = await asking.get("/api/status");
    recordOf(answersWith(answer, 200), "cloud", "/api/status", answer);
  }),
  "times-parse": rule(
    "Ollama's Go code would drop the whole answer",
    async (asking, { client }) => {
      await asking.eachListed((entry, answer, what) => timeOf(entry, "modified_at", what, answer));
      await asking.eachShown((shown, answer, what) => {
        if (shown.modified_at !== undefined) timeOf(shown, "modified_at", what, answer);
      });
      const chat = await asking.chat();
      for (const frame of framesOf(chat)) timeOf(frame, "created_at", "a frame", chat);
      const ps = await client.get("/api/ps");
      for (const entry of entriesOf(ps)) timeOf(entry, "expires_at", "an entry of /api/ps", ps);
    },
    ["model"],
  ),
  "list-digest": rule("`ollama list` would crash", (asking) =>
    asking.eachListed((entry, answer, what) => {
      const digest = textOf(entry, "digest", what, answer);
      expectThat(digest.length >= 12, `\`digest\` of ${what} is ${show(digest)}, shorter than 12 characters`, answer);
    }),
  ),
  "delete-with-body": rule("`ollama rm` would fail", async (asking) => {
    const answer = await asking.call("DELETE", "/api/delete", { model: absentModel });
    hasStatus(answer, 404);
    const error = errorOf(answer);
    expectThat(error.includes(absentModel), `the error ${show(error)} does not name the model of the body`, answer);
  }),
  "error-text": rule("`ollama` would print an error that nobody understands", async (asking) => {
    const answer = await asking.absent("/api/chat", { messages: [{ role: "user", content: "hi" }] });
    const error = errorOf(answer);
    expectThat(/[a-z]{2,} /i.test(error) && !/^[[{]/.test(error), `its text is ${show(error)}`, answer);
  }),
  "ps-size-vram": rule(
    "`ollama ps` would not say where the model runs",
    async (asking, { client }) => {
      await asking.chat();
      const answer = await client.get("/api/ps");
      for (const entry of entriesOf(answer)) {
        const [size, vram] = ["size", "size_vram"].map((key) => numberOf(entry, key, "an entry of /api/ps", answer));
        expectThat(vram! <= size!, `\`size_vram\` ${vram} is more than \`size\` ${size}`, answer);
      }
    },
    ["model"],
  ),
});
