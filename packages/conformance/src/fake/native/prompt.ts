import { tokenCount } from "../script.ts";
import type { FakeModel } from "../state.ts";
import { TemplateFailure } from "../template/execute.ts";
import { TemplateSyntax } from "../template/parse.ts";
import type { PromptMessage } from "../template/prompt.ts";
import { Fail } from "./fail.ts";

const tooLong =
  "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length";

export interface Limits {
  /** Tokens that the model's context has. */
  readonly contextLength: number;
  readonly keep: unknown;
  readonly shift: boolean | undefined;
  readonly truncate: boolean | undefined;
}

/** The prompt, without a middle part if it is longer than the context. Throws a {@link Fail} if it must not be cut. */
export function fitted(prompt: string, { contextLength, keep, shift, truncate }: Limits): string {
  const most = contextLength - 1;
  if (tokenCount(prompt) <= most) return prompt;
  if (truncate === false)
    throw new Fail(400, JSON.stringify({ error: { code: 400, message: "the prompt is too long" } }));
  if (shift === false) throw new Fail(400, tooLong);
  const words = prompt.split(/\s+/);
  const head = typeof keep === "number" && keep >= 0 ? Math.min(keep, most) : 4;
  const kept = contextLength - Math.max(Math.trunc((contextLength - head) / 2), 1);
  return [...words.slice(0, head), ...words.slice(words.length - (kept - head))].join(" ");
}

/** Messages without the oldest that do not fit; system messages and the last one always stay. */
export function fittedMessages<Message extends { readonly role?: string; readonly content?: string }>(
  messages: readonly Message[],
  contextLength: number,
): readonly Message[] {
  const kept = [...messages];
  const size = () => kept.reduce((sum, { content = "" }) => sum + tokenCount(content) + 1, 0);
  while (size() > contextLength) {
    const oldest = kept.slice(0, -1).findIndex(({ role }) => role !== "system");
    if (oldest < 0) break;
    kept.splice(oldest, 1);
  }
  return kept;
}

/** Runs a template; what it can't do becomes a {@link Fail}. */
export function filled(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateSyntax || error instanceof TemplateFailure) throw new Fail(500, error.message);
    throw error;
  }
}

/** The prompt of as many of the newest messages as fit; system messages and the last one always stay. */
export function fittedPrompt(
  messages: readonly PromptMessage[],
  contextLength: number,
  prompt: (messages: readonly PromptMessage[]) => string,
): string {
  for (let first = 0; ; first++) {
    const systems = messages.slice(0, first).filter(({ role }) => role === "system");
    const made = prompt(withPlaceholders([...systems, ...messages.slice(first)]));
    if (first >= messages.length - 1 || tokenCount(made) <= contextLength) return made;
  }
}

/** Messages whose texts say where their images are. */
function withPlaceholders(messages: readonly PromptMessage[]): PromptMessage[] {
  let count = 0;
  return messages.map((message) => {
    let content = message.content ?? "";
    for (const _ of message.images ?? []) {
      const mark = `[img-${count++}]`;
      content = content.includes("[img]") ? content.replace("[img]", mark) : mark + content;
    }
    return { ...message, content };
  });
}

/** First bytes of the kinds of images that are known. */
const kinds = ["89504e47", "ffd8ff", "47494638", "52494646"];

/** Images are images, as far as the model looks at them. Throws a {@link Fail}. */
export function checkImages({ capabilities }: FakeModel, images: readonly unknown[]): void {
  if (!capabilities.includes("vision")) return;
  for (const image of images) {
    const bytes = typeof image === "string" ? Buffer.from(image, "base64") : Buffer.from((image ?? []) as number[]);
    const known = kinds.some((kind) => bytes.toString("hex").startsWith(kind));
    if (bytes.length > 0 && !known) throw new Fail(400, "failed to load an image");
  }
}
