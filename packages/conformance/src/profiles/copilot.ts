import { expectThat } from "../check/expect.ts";
import { chatStream } from "./openai-stream.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, hasStatus, is, listOf, numberOf, record, recordOf, textOf } from "./reads.ts";

/** By this header a server knows Copilot. */
const headers = { "User-Agent": "GitHubCopilotChat/0.31.0" };

const refused = "Copilot would say that it cannot verify the server's version";
const empty = "Copilot would list no models";
const hidden = "Copilot would leave models out of its picker";

/** Copilot reads the version, then the list, then each model's details; it chats on `/v1`. */
export const copilot = profile("copilot", {
  "version-readable": rule(refused, async (asking) => {
    const answer = await asking.get("/api/version", headers);
    const version = textOf(answersWith(answer, 200), "version", "/api/version", answer);
    expectThat(
      /^\d+\.\d+\.\d+/.test(version),
      `it can't read numbers in the version ${JSON.stringify(version)}`,
      answer,
    );
  }),
  "version-at-least-0.6.4": rule("Copilot would ask for a newer Ollama and list no models", async (asking) => {
    const answer = await asking.get("/api/version", headers);
    const version = textOf(answersWith(answer, 200), "version", "/api/version", answer);
    const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
    const newEnough = version === "0.0.0" || major > 0 || minor > 6 || (minor === 6 && patch >= 4);
    expectThat(newEnough, `the version ${JSON.stringify(version)} is below 0.6.4`, answer);
  }),
  "list-has-model": rule(empty, (asking) =>
    asking.eachListed((entry, answer, what) => void textOf(entry, "model", what, answer)),
  ),
  "show-each": rule(empty, (asking) => asking.eachShown(() => {}, { headers })),
  "capabilities-list": rule(hidden, (asking) =>
    asking.eachShown((shown, answer, what) => void listOf(shown, "capabilities", what, answer), { headers }),
  ),
  "model-info-object": rule(hidden, (asking) =>
    asking.eachShown((shown, answer, what) => void recordOf(shown, "model_info", what, answer), { headers }),
  ),
  architecture: rule(hidden, (asking) =>
    asking.eachShown(
      (shown, answer, what) => {
        const info = recordOf(shown, "model_info", what, answer);
        textOf(info, "general.architecture", "`model_info`", answer);
      },
      { headers },
    ),
  ),
  "context-length": rule("Copilot would assume a context of 32768 tokens", (asking) =>
    asking.eachShown(
      (shown, answer, what) => {
        const info = recordOf(shown, "model_info", what, answer);
        const architecture = textOf(info, "general.architecture", "`model_info`", answer);
        numberOf(info, `${architecture}.context_length`, "`model_info`", answer);
      },
      { headers },
    ),
  ),
  basename: rule("Copilot would show a model without a name", (asking) =>
    asking.eachShown(
      (shown, answer, what) => {
        const name = recordOf(shown, "model_info", what, answer)["general.basename"];
        const holds = name === undefined || typeof name === "string";
        expectThat(holds, `\`general.basename\` ${is(name)} and not a text`, answer);
      },
      { headers },
    ),
  ),
  "chat-on-v1": rule(
    "Copilot would list the models and fail in every chat",
    async (asking) => {
      const { answer, ended } = chatStream(
        await asking.post("/v1/chat/completions", { ...asking.chatBody(), max_tokens: 8 }),
      );
      expectThat(ended, "the stream does not end with [DONE]", answer);
    },
    ["model"],
  ),
  "error-body-is-json": rule("Copilot would say `Unexpected end of JSON input`", async (asking) => {
    const answer = await asking.absent("/api/show");
    hasStatus(answer, 404);
    record(answer.json, "the body of the 404", answer);
  }),
  "probe-is-get-root": rule("Copilot would take the server for one that does not run", async (asking) =>
    hasStatus(await asking.get("/"), 200),
  ),
});
