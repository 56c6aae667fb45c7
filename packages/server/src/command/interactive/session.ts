import type { ChatResponse, ShowResponse } from "@cria/spec";
import type { Client } from "../client.ts";
import { printAnswer } from "../run/answer.ts";
import { interruptible } from "../run/interrupt.ts";
import { type RunSettings, requestFields } from "../run/settings.ts";
import { Progress } from "../terminal/progress.ts";

/** A conversation: its settings, its model and the server it talks to. */
export interface Session {
  readonly client: Client;
  readonly settings: RunSettings;
  /** What the server says of the model. */
  shown: ShowResponse;
}

/** Brings the model into memory and prints the messages stored with it. */
export async function loadModel({ client, settings, shown }: Session): Promise<void> {
  const spinner = new Progress();
  spinner.start("");
  try {
    const { format: _, options, ...fields } = requestFields(settings);
    await client.json("POST", "/api/generate", { body: { ...fields, options, stream: false } });
  } finally {
    spinner.clear();
  }
  for (const { role, content } of shown.messages ?? []) {
    if (role === "user") process.stdout.write(`>>> ${content}\n`);
    if (role === "assistant") process.stdout.write(`${content}\n\n`);
  }
}

/** Sends what the user said, prints the answer and adds both to the conversation. Throws what the client throws. */
export async function say({ client, settings }: Session, text: string): Promise<void> {
  settings.messages.push({ role: "user", content: text });
  try {
    const answer = await interruptible((signal) => {
      const body = { ...requestFields(settings), messages: settings.messages };
      return printAnswer(client.stream<ChatResponse>("POST", "/api/chat", { body, signal }), settings, signal);
    });
    if (answer.content !== "") settings.messages.push(answer);
  } catch (error) {
    // A question that failed is not part of what was said.
    settings.messages.pop();
    throw error;
  }
}

/** Sets the system message, in place of one that was set just before. */
export function setSystem({ settings }: Session, text: string): void {
  settings.system = text;
  if (settings.messages.at(-1)?.role === "system") settings.messages.pop();
  settings.messages.push({ role: "system", content: text });
}

/** Forgets what was said, but not the session's system message. */
export function clearMessages({ settings }: Session): void {
  settings.messages.length = 0;
  if (settings.system !== "") settings.messages.push({ role: "system", content: settings.system });
}
