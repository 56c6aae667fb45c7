import { EmbeddingCollector } from "./embedding-collector.ts";
import type { EmbeddedInput, FromRunner, ToRunner } from "./protocol.ts";
import {
  type Embedding,
  type EmbedRequest,
  type GenerateEvent,
  type GenerateRequest,
  type Runner,
  RunnerError,
  type RunnerInfo,
} from "./types.ts";

/** Where the answer to a request goes. */
interface Listener {
  event?(event: GenerateEvent): void;
  embedded?(inputs: readonly EmbeddedInput[]): void;
  /** The tokens that have come so far. */
  readonly tokens?: number[];
  result?(value: readonly number[] | string): void;
  error(error: unknown): void;
}

// How long a process may take to end by SIGTERM.
const patience = 2000;

/** The server's end of a runner. */
export class RunnerProcess implements Runner {
  readonly info: RunnerInfo;
  readonly exited: Promise<string>;
  readonly #child: Bun.Subprocess;
  readonly #listeners = new Map<number, Listener>();
  #nextId = 1;
  #ended: string | undefined;

  constructor(child: Bun.Subprocess, exited: Promise<string>, info: RunnerInfo) {
    this.#child = child;
    this.info = info;
    this.exited = exited;
    void exited.then((why) => {
      this.#ended = why;
      for (const listener of this.#listeners.values()) listener.error(new RunnerError("died", why));
      this.#listeners.clear();
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Takes in a message of the process. */
  receive(message: FromRunner): void {
    switch (message.type) {
      case "events":
        this.#send({ type: "acknowledge" });
        for (const [id, event] of message.events) this.#listeners.get(id)?.event?.(event);
        break;
      case "embedded":
        this.#listeners.get(message.id)?.embedded?.(message.inputs);
        break;
      case "tokens": {
        const tokens = this.#listeners.get(message.id)?.tokens;
        for (const token of message.tokens) tokens?.push(token);
        if (message.isLast) this.#settle(message.id, (listener) => listener.result?.(listener.tokens ?? []));
        break;
      }
      case "text":
        this.#settle(message.id, (listener) => listener.result?.(message.text));
        break;
      case "error": {
        const { code, message: text, promptTokens, input } = message.error;
        this.#settle(message.id, (listener) => listener.error(new RunnerError(code, text, promptTokens, input)));
        break;
      }
      default:
        break;
    }
  }

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent> {
    signal?.throwIfAborted();
    const queue: GenerateEvent[] = [];
    let failure: { readonly error: unknown } | undefined;
    let wake = () => {};
    const id = this.#listen({
      event: (event) => {
        queue.push(event);
        wake();
      },
      error: (error) => {
        failure ??= { error };
        wake();
      },
    });
    const abort = () => {
      queue.length = 0;
      failure = { error: signal!.reason };
      this.#forget(id);
      wake();
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#send({ type: "generate", id, request });
      for (;;) {
        const event = queue.shift();
        if (event) {
          if (event.type === "done") this.#listeners.delete(id);
          yield event;
          if (event.type === "done") return;
        } else if (failure) {
          throw failure.error;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#forget(id);
    }
  }

  async embed(request: EmbedRequest, signal?: AbortSignal): Promise<Embedding[]> {
    signal?.throwIfAborted();
    const embeddings = new EmbeddingCollector(request.inputs.length);
    if (embeddings.isComplete) return [];
    const done = Promise.withResolvers<void>();
    const id = this.#listen({
      embedded: (inputs) => {
        embeddings.take(inputs);
        if (embeddings.isComplete) this.#settle(id, () => done.resolve());
      },
      error: done.reject,
    });
    const abort = () => {
      this.#forget(id);
      done.reject(signal!.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#send({ type: "embed", id, request });
      await done.promise;
      return embeddings.all();
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async tokenize(text: string, addSpecial: boolean): Promise<number[]> {
    return (await this.#ask((id) => ({ type: "tokenize", id, text, addSpecial }))) as number[];
  }

  async detokenize(tokens: readonly number[], special: boolean): Promise<string> {
    return (await this.#ask((id) => ({ type: "detokenize", id, tokens, special }))) as string;
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), patience);
    await this.exited;
    clearTimeout(timer);
  }

  #ask(message: (id: number) => ToRunner): Promise<readonly number[] | string> {
    return new Promise((result, error) => {
      const id = this.#listen({ tokens: [], result, error });
      this.#send(message(id));
    });
  }

  #listen(listener: Listener): number {
    const id = this.#nextId++;
    this.#listeners.set(id, listener);
    if (this.#ended !== undefined) {
      this.#settle(id, () => listener.error(new RunnerError("died", this.#ended!)));
    }
    return id;
  }

  #settle(id: number, action: (listener: Listener) => void): void {
    const listener = this.#listeners.get(id);
    if (!listener) return;
    this.#listeners.delete(id);
    action(listener);
  }

  /** Stops a request that nobody waits for any more. */
  #forget(id: number): void {
    if (this.#listeners.delete(id)) this.#send({ type: "cancel", id });
  }

  #send(message: ToRunner): void {
    try {
      this.#child.send(message);
    } catch {
      // The process is gone; `exited` tells every listener.
    }
  }
}
