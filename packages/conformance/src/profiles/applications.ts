import { expectEqual, expectThat } from "../check/expect.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, framesOf, hasStatus, is, lastOf, listOf, numberOf, recordOf, stringOf } from "./reads.ts";

/** AnythingLLM sends options that Ollama does not have. */
export const anythingllm = profile("anythingllm", {
  "unknown-options": rule(
    "AnythingLLM's chats would all fail",
    async (asking) => hasStatus(await asking.chat({ options: { useMLock: true, numCtx: 4096 } }), 200),
    ["model"],
  ),
  "token-counts": rule(
    "AnythingLLM would show no token counts",
    async (asking) => {
      const answer = await asking.chat({ options: { useMLock: true, numCtx: 4096 } });
      const last = lastOf(answer);
      for (const key of ["prompt_eval_count", "eval_count"]) numberOf(last, key, "the last frame", answer);
    },
    ["model"],
  ),
});

/** Hermes agent asks for details by `name`. */
export const hermesAgent = profile("hermes-agent", {
  "show-by-name": rule("Hermes agent would halve the context and say nothing", async (asking, { models }) => {
    for (const { name } of models.known.slice(0, 1)) {
      const [byModel, byName] = [
        await asking.post("/api/show", { model: name }),
        await asking.post("/api/show", { name }),
      ];
      const told = answersWith(byName, 200);
      expectEqual(told.details, answersWith(byModel, 200).details, "`details` by `name`", byName);
    }
  }),
  "context-length": rule("Hermes agent would halve the context and say nothing", (asking) =>
    asking.eachShown(
      (shown, answer, what) => {
        const info = Object.entries(recordOf(shown, "model_info", what, answer));
        const value = info.find(([key]) => key.endsWith(".context_length"))?.[1];
        expectThat(
          typeof value === "number",
          `the context length in \`model_info\` ${is(value)} and not a number`,
          answer,
        );
      },
      { key: "name" },
    ),
  ),
});

const prompt = { prompt: "Say hello.", stream: false, options: { num_predict: 8 } };

/** ComfyUI's nodes go on from the `context` of the answer before. */
export const comfyui = profile("comfyui", {
  context: rule(
    "ComfyUI's node would end with KeyError: 'context'",
    async (asking) => {
      const answer = await asking.post("/api/generate", { model: asking.model, ...prompt });
      listOf(answersWith(answer, 200), "context", "/api/generate", answer);
    },
    ["model"],
  ),
  "context-accepted": rule(
    "ComfyUI's second node in a row would fail",
    async (asking) => {
      const first = await asking.post("/api/generate", { model: asking.model, ...prompt });
      const context = listOf(answersWith(first, 200), "context", "/api/generate", first);
      hasStatus(await asking.post("/api/generate", { model: asking.model, ...prompt, context }), 200);
    },
    ["model"],
  ),
});

/** llm's plugin shows every model to learn what it can do. */
export const llmOllama = profile("llm-ollama", {
  "show-each": rule("`llm models` would crash", (asking) =>
    asking.eachShown((shown, answer, what) => {
      expectThat("model_info" in shown, `\`model_info\` of ${what} is missing`, answer);
    }),
  ),
  capabilities: rule("llm would not know which models embed or take images", (asking) =>
    asking.eachShown((shown, answer, what) => void listOf(shown, "capabilities", what, answer)),
  ),
});

/** ollama-telegram sends a list of images with every message. */
export const ollamaTelegram = profile("ollama-telegram", {
  "images-empty": rule(
    "The bot would answer no message",
    async (asking) => {
      const messages = [{ role: "user", content: "Say hello.", images: [] }];
      hasStatus(await asking.chat({ messages }), 200);
    },
    ["model"],
  ),
});

/** LiteLLM joins the contents of chunks. */
export const litellm = profile("litellm", {
  "chunk-content": rule(
    "LiteLLM would end with a TypeError",
    async (asking) => {
      const answer = await asking.chat();
      for (const frame of framesOf(answer)) {
        const message = recordOf(frame, "message", "a frame", answer);
        if ("content" in message) stringOf(message, "content", "a frame's message", answer);
      }
    },
    ["model"],
  ),
});
