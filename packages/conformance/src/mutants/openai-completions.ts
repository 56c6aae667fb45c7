import type { Mutant } from "./mutant.ts";
import { choices, requests } from "./protocols.ts";

/** Mutants of completions in OpenAI's protocol. */
export const openaiCompletions: readonly Mutant[] = [
  {
    id: "openai-completions-chat-shape",
    bug: "A completion has a `message` instead of a `text`.",
    killedBy: ["openai-completions.text"],
    answer: choices("openaiCompletions", ({ text, ...choice }) => ({
      ...choice,
      message: { role: "assistant", content: text },
    })),
  },
  {
    id: "openai-completions-thoughts",
    bug: "Reasoning stands before the text of a completion.",
    killedBy: ["openai-completions.thinking-dropped"],
    answer: choices("openaiCompletions", (choice) => ({ ...choice, text: `I think first.${choice.text}` })),
  },
  {
    id: "openai-completions-stop-unchecked",
    bug: "An element of `stop` that is no text is left out.",
    killedBy: ["openai-completions.stop-element-400"],
    request: requests("openaiCompletions", (body) => (Array.isArray(body.stop) ? { ...body, stop: [] } : body)),
  },
];
