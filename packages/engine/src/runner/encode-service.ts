import { PackBudget } from "../encode/pack-budget.ts";
import { PackQueue } from "../encode/pack-queue.ts";
import { type TokenizedInput, tokenizeInput } from "../encode/tokenized-input.ts";
import type { LoadedEncoder } from "../model/load-encoder.ts";
import { encodeVector } from "./embedding-collector.ts";
import type { EmbeddedInput, ErrorMessage, FromRunner, ToRunner } from "./protocol.ts";
import { answerTokens } from "./token-messages.ts";
import { type EmbedRequest, RunnerError } from "./types.ts";

/** A request whose inputs are not all tokens yet. */
interface Reading {
  readonly id: number;
  readonly request: EmbedRequest;
  readonly texts: TokenizedInput[];
}

/** Long lists of inputs are tokenised in slices of this, and messages come in between. */
const sliceMilliseconds = 20;

/** Answers the messages of the server's process for a model that embeds, in packs of texts of all requests. */
export class EncodeService {
  readonly #model: LoadedEncoder;
  readonly #send: (message: FromRunner) => void;
  readonly #describe: (error: unknown) => ErrorMessage;
  readonly #readings: Reading[] = [];
  readonly #queue = new PackQueue<TokenizedInput>();
  readonly #budget = new PackBudget();
  #running = false;

  constructor(model: LoadedEncoder, send: (message: FromRunner) => void, describe: (error: unknown) => ErrorMessage) {
    this.#model = model;
    this.#send = send;
    this.#describe = describe;
  }

  /** Takes in one message. Never throws: what goes wrong is answered. */
  receive(message: ToRunner): void {
    if (message.type === "acknowledge" || message.type === "load" || message.type === "proceed") return;
    try {
      switch (message.type) {
        case "embed":
          this.#readings.push({ id: message.id, request: message.request, texts: [] });
          if (!this.#running) void this.#loop();
          break;
        case "generate":
          throw new RunnerError("request", "this model gives embeddings only");
        case "cancel":
          this.#forget(message.id);
          break;
        case "tokenize":
        case "detokenize":
          for (const answer of answerTokens(message, this.#model.tokenizer)) this.#send(answer);
          break;
      }
    } catch (error) {
      this.#fail(message.id, error);
    }
  }

  /** Works while there is anything to do, letting messages in between steps. */
  async #loop(): Promise<void> {
    this.#running = true;
    while (this.#readings.length > 0 || !this.#queue.isEmpty) {
      this.#read();
      this.#encode();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }

  /** Tokenises for a while, of each request in turn. */
  #read(): void {
    const end = performance.now() + sliceMilliseconds;
    while (this.#readings.length > 0 && performance.now() < end) {
      const reading = this.#readings.shift()!;
      const { id, request, texts } = reading;
      const { inputs, truncate } = request;
      const index = texts.length;
      try {
        if (index < inputs.length) texts.push(tokenizeInput(this.#model.reader, inputs[index]!, truncate));
      } catch (error) {
        this.#fail(id, error instanceof RunnerError ? atInput(error, index) : error);
        continue;
      }
      if (texts.length < inputs.length) this.#readings.push(reading);
      else this.#queue.add(id, texts);
    }
  }

  /** Evaluates the next pack. */
  #encode(): void {
    if (this.#queue.isEmpty) return;
    const pack = this.#queue.next(this.#budget.tokens);
    const ids = new Set(pack.map(({ id }) => id));
    try {
      const started = performance.now();
      const vectors = this.#model.encoder.encode(pack.map(({ text }) => text));
      const tokens = pack.reduce((sum, { text }) => sum + text.tokens.length, 0);
      this.#budget.learn(tokens, performance.now() - started);
      for (const id of ids) {
        const inputs = pack.flatMap(({ id: own, index, text }, i): EmbeddedInput[] =>
          own === id ? [{ index, tokens: text.tokens.length, vector: encodeVector(vectors[i]!) }] : [],
        );
        this.#send({ type: "embedded", id, inputs });
      }
    } catch (error) {
      for (const id of ids) this.#fail(id, error);
    }
  }

  #forget(id: number): void {
    const at = this.#readings.findIndex((reading) => reading.id === id);
    if (at >= 0) this.#readings.splice(at, 1);
    this.#queue.remove(id);
  }

  #fail(id: number, error: unknown): void {
    this.#forget(id);
    this.#send({ type: "error", id, error: this.#describe(error) });
  }
}

function atInput({ code, message, promptTokens }: RunnerError, input: number): RunnerError {
  return new RunnerError(code, `input ${input}: ${message}`, promptTokens, input);
}
