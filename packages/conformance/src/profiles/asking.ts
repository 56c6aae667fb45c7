import type { CheckContext } from "../check/context.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import type { Ability } from "../target/models.ts";
import { answersWith, entriesOf, type Fields, textOf } from "./reads.ts";
import { type Conversation, toolAnswer, weatherTool } from "./weather.ts";

/** Most tokens of an answer whose words do not matter. */
const FEW_TOKENS = 8;

/** Most models of a store that are looked at one by one. */
const MOST = 32;

/** The requests of clients. The same request is sent once per run, whoever asks: clients share the answers. */
export class Asking {
  readonly #context: CheckContext;

  constructor(context: CheckContext) {
    this.#context = context;
  }

  /** Model that clients choose. */
  get model(): string {
    return this.#context.model;
  }

  /** A model for completion that cannot do something, to see that it answers all the same; else the one for completion. */
  modelWithout(ability: Ability): string {
    const able = this.#context.models.known.filter(({ capabilities }) => capabilities.includes("completion"));
    return able.find(({ capabilities }) => !capabilities.includes(ability))?.name ?? this.model;
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#ask("GET", path, undefined, headers);
  }

  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#ask("POST", path, body, headers);
  }

  call(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#ask(method, path, body);
  }

  /** A short chat, streamed unless `more` says otherwise. Options in `more.options` are added. */
  chat(more: Fields = {}, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    const { options, ...fields } = more;
    return this.post(
      "/api/chat",
      { ...this.chatBody(), ...fields, options: { ...(options as object), num_predict: FEW_TOKENS } },
      headers,
    );
  }

  chatBody(): Fields {
    return { model: this.model, messages: [{ role: "user", content: "Say hello." }], stream: true };
  }

  /** The answer to a name that no model has. */
  absent(path: string, more: Fields = {}): Promise<Answer> {
    return this.post(path, { model: absentModel, ...more });
  }

  /** The entries of `/api/tags`. */
  async listed(): Promise<{ answer: Answer; entries: readonly Fields[] }> {
    const answer = await this.get("/api/tags");
    return { answer, entries: entriesOf(answer) };
  }

  /** Reads every entry of `/api/tags`. */
  async eachListed(read: (entry: Fields, answer: Answer, what: string) => void): Promise<void> {
    const { answer, entries } = await this.listed();
    entries.forEach((entry, index) => {
      read(
        entry,
        answer,
        typeof entry.name === "string" ? `the entry ${JSON.stringify(entry.name)}` : `entry ${index + 1}`,
      );
    });
  }

  /** Asks for the details of every listed model, and reads them. @param key field that names the model */
  async eachShown(
    read: (shown: Fields, answer: Answer, what: string) => void,
    { key = "model", headers }: { key?: "model" | "name"; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    const { answer: list, entries } = await this.listed();
    for (const entry of entries.slice(0, MOST)) {
      const name = entry.model ?? entry.name;
      const model = textOf({ model: name }, "model", "an entry of /api/tags", list);
      const answer = await this.post("/api/show", { [key]: model }, headers);
      read(answersWith(answer, 200), answer, `/api/show of ${JSON.stringify(model)}`);
    }
  }

  /** An answer in which a model calls a tool. Throws {@link NotApplicable} if it calls none. */
  toolCalls(): Promise<Conversation> {
    const model = this.#context.models.with("tools");
    return this.#context.once(`profiles: tool call of ${model}`, async () =>
      toolAnswer(await this.post("/api/chat", weatherTool(model))),
    );
  }

  /** Throws {@link NotApplicable} if the run sends an authorization itself, which a made-up one would replace. */
  requireNoAuthorization({ exchange }: Answer): void {
    if (!exchange.request.headers.some(([name]) => name.toLowerCase() === "authorization")) return;
    throw new NotApplicable("the run sends an authorization of its own");
  }

  #ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const key = `profiles: ${method} ${path} ${JSON.stringify([body, headers])}`;
    return this.#context.once(key, () => this.#context.client.call(method, path, body, { headers }));
  }
}
