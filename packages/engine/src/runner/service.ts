import { Batcher } from "../decode/batcher.ts";
import { Sequence } from "../decode/sequence.ts";
import { Grammars } from "../grammar/grammars.ts";
import type { LoadedModel } from "../model/load.ts";
import { type ErrorMessage, type FromRunner, maxUnacknowledged, type ToRunner } from "./protocol.ts";
import { answerTokens, checkTokens } from "./token-messages.ts";
import { type GenerateEvent, type GenerateRequest, RunnerError, type RunnerSettings } from "./types.ts";

/** Answers the messages of the server's process, decoding whenever there is something to decode. */
export class Service {
  readonly #model: LoadedModel;
  readonly #batcher: Batcher;
  readonly #grammars: Grammars;
  readonly #send: (message: FromRunner) => void;
  readonly #describe: (error: unknown) => ErrorMessage;
  readonly #sequences = new Map<number, Sequence>();
  #events: (readonly [number, GenerateEvent])[] = [];
  #unacknowledged = 0;
  #running = false;

  constructor(
    model: LoadedModel,
    settings: RunnerSettings,
    send: (message: FromRunner) => void,
    describe: (error: unknown) => ErrorMessage,
  ) {
    this.#model = model;
    this.#send = send;
    this.#describe = describe;
    this.#grammars = new Grammars(model.tokenizer);
    this.#batcher = new Batcher(model.evaluator, {
      slots: model.info.numParallel,
      numCtx: model.info.numCtx,
      vocabSize: model.tokenizer.vocabSize,
      logitsLength: model.logitsLength,
      maxChunk: Math.max(1, Math.min(settings.numBatch, model.info.numCtx)),
      addBos: model.tokenizer.addBos,
      onError: (sequence, error) => this.#fail(this.#idOf(sequence), error),
    });
  }

  /** Takes in one message. Never throws: what goes wrong is answered. */
  receive(message: ToRunner): void {
    if (message.type === "acknowledge") {
      this.#unacknowledged--;
      this.#wake();
      return;
    }
    if (message.type === "load" || message.type === "proceed") return;
    try {
      switch (message.type) {
        case "generate":
          this.#generate(message.id, message.request);
          break;
        case "embed":
          throw new RunnerError("request", "this model does not give embeddings");
        case "cancel":
          this.#cancel(message.id);
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

  #generate(id: number, { prompt, options }: GenerateRequest): void {
    const { numCtx } = this.#model.info;
    const { tokenizer } = this.#model;
    const isText = typeof prompt === "string";
    const tokens = isText ? tokenizer.encode(prompt, { addSpecial: true, parseSpecial: true }) : prompt;
    if (!isText) checkTokens(tokens, tokenizer);
    if (tokens.length === 0) throw new RunnerError("request", "the prompt has no tokens");
    if (tokens.length >= numCtx) {
      const size = `request (${tokens.length} tokens) exceeds the available context size (${numCtx} tokens)`;
      throw new RunnerError("context", `${size}, try increasing it`, tokens.length);
    }
    const emit = (event: GenerateEvent) => {
      this.#events.push([id, event]);
      if (event.type === "done") this.#sequences.delete(id);
    };
    const constraint = options.grammar && this.#grammars.constraint(options.grammar);
    const sequence = new Sequence(tokens, options, this.#model.tokenizer, numCtx, emit, { constraint });
    this.#sequences.set(id, sequence);
    if (constraint?.unenforced.length) emit({ type: "text", text: "", unenforced: constraint.unenforced });
    if (options.numPredict === 0) sequence.finish("length");
    else this.#batcher.add(sequence);
    this.#flush();
    this.#wake();
  }

  #cancel(id: number): void {
    const sequence = this.#sequences.get(id);
    if (sequence) sequence.cancelled = true;
    this.#sequences.delete(id);
    this.#wake();
  }

  #idOf(sequence: Sequence): number | undefined {
    for (const [id, candidate] of this.#sequences) if (candidate === sequence) return id;
    return undefined;
  }

  #fail(id: number | undefined, error: unknown): void {
    if (id === undefined) return;
    this.#sequences.delete(id);
    this.#flush();
    this.#send({ type: "error", id, error: this.#describe(error) });
  }

  #flush(): void {
    if (this.#events.length === 0) return;
    this.#unacknowledged++;
    this.#send({ type: "events", events: this.#events });
    this.#events = [];
  }

  #wake(): void {
    if (!this.#running) void this.#loop();
  }

  /** Steps while there is work and the server keeps up, letting messages in between steps. */
  async #loop(): Promise<void> {
    this.#running = true;
    while (this.#batcher.busy && this.#unacknowledged < maxUnacknowledged) {
      this.#batcher.step();
      this.#flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }
}
