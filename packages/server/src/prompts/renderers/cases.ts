import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Message, Tool } from "@cria/spec";
import { fromStored } from "../chat-message.ts";
import { resolveThinking } from "../thinking.ts";
import { findRenderer } from "./registry.ts";

/** Conversations that every renderer is tested with. */
interface Conversations {
  readonly conversations: readonly {
    readonly name: string;
    readonly messages: readonly Message[];
    readonly tools?: readonly Tool[];
  }[];
}

type ThinkMode = "unset" | "true" | "false" | "low" | "medium" | "high" | "max";

/** What the renderers of a family make of them: by name, by conversation, what each way of thinking gives. */
interface Cases {
  readonly origin: string;
  readonly renderers: Record<string, Record<string, readonly Case[]>>;
}

interface Case {
  readonly think: readonly ThinkMode[];
  readonly prompt?: string;
  readonly error?: string;
}

const think = {
  unset: undefined,
  true: true,
  false: false,
  low: "low",
  medium: "medium",
  high: "high",
  max: "max",
} as const;

/** Tests the renderers of a family against `<family>.cases.json`. */
export async function testRenderers(family: string): Promise<void> {
  const { conversations } = (await Bun.file(join(import.meta.dir, "conversations.json")).json()) as Conversations;
  const cases = (await Bun.file(join(import.meta.dir, `${family}.cases.json`)).json()) as Cases;
  for (const [name, byConversation] of Object.entries(cases.renderers)) {
    test.each(Object.keys(byConversation))(`${name}, ${cases.origin}: %s`, (title) => {
      const { messages, tools = [] } = conversations.find((each) => each.name === title)!;
      const definition = findRenderer(name)!;
      for (const expected of byConversation[title]!) {
        for (const mode of expected.think) {
          const thinking = resolveThinking(think[mode], false);
          const render = () => definition.render({ messages: messages.map(fromStored), tools: [...tools], thinking });
          if (expected.error === undefined) {
            const prompt = render();
            expect(prompt).toBe(expected.prompt!);
            expect(prompt.startsWith(definition.bos ?? "")).toBe(true);
          } else expect(render).toThrow(expected.error);
        }
      }
    });
  }
}
