import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { AnswerMeter, type AnswerRecord } from "./answer-meter.ts";

/** What is asked of the server when its metrics are read. */
export interface Gauges {
  /** Requests that wait for a model to be loaded. */
  queued(): number;
  /** The models that are loaded. */
  models(): readonly { readonly name: string; readonly memoryBytes: number }[];
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const shortSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/**
 * The server's metrics. Their names begin with `cria_`; running and waiting requests have those of vLLM as well, which
 * balancers read. Reading them loads no model and keeps none loaded.
 */
export class ServerMetrics {
  readonly #registry = new Registry();
  /** Answers under way, by model. */
  readonly #meters = new Map<string, Set<AnswerMeter>>();
  readonly #requests = this.#counter("http_requests_total", "Requests, by operation and status", "operation", "status");
  readonly #answers = this.#counter("answers_total", "Answers that are over, by how they ended", "model", "outcome");
  readonly #promptTokens = this.#counter("prompt_tokens_total", "Tokens of prompts, cached ones included", "model");
  readonly #cachedTokens = this.#counter(
    "prompt_tokens_cached_total",
    "Tokens of prompts that were there already",
    "model",
  );
  readonly #generatedTokens = this.#counter("generated_tokens_total", "Tokens of answers", "model");
  readonly #draftedTokens = this.#counter(
    "drafted_tokens_total",
    "Tokens that were evaluated ahead of answers",
    "model",
  );
  readonly #acceptedTokens = this.#counter("accepted_tokens_total", "Those of them that were right", "model");
  readonly #embeddedTexts = this.#counter(
    "embedded_texts_total",
    "Texts that were embedded, and documents that were ranked",
    "model",
  );
  readonly #embeddedTokens = this.#counter("embedded_tokens_total", "Tokens of them", "model");
  readonly #duration = this.#histogram(
    "http_request_duration_seconds",
    "From a request to the head of its response",
    seconds,
    "operation",
  );
  readonly #queue = this.#histogram(
    "queue_seconds",
    "From a request to its slot, without the load of its model",
    seconds,
    "model",
  );
  readonly #load = this.#histogram("load_seconds", "What requests waited for their model", seconds, "model");
  readonly #firstToken = this.#histogram(
    "time_to_first_token_seconds",
    "From a request to its first text",
    seconds,
    "model",
  );
  readonly #perToken = this.#histogram(
    "time_per_output_token_seconds",
    "Between the tokens of an answer, on average",
    shortSeconds,
    "model",
  );

  constructor(gauges: Gauges) {
    const register = { registers: [this.#registry] };
    const collected = (name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => void) => {
      new Gauge({
        name,
        help,
        labelNames,
        ...register,
        collect() {
          this.reset();
          collect(this);
        },
      });
    };
    const count = (isRunning: boolean, label: string) => (gauge: Gauge) => {
      for (const [model, meters] of this.#meters) {
        gauge.set({ [label]: model }, [...meters].filter((meter) => meter.isRunning === isRunning).length);
      }
    };
    collected("cria_requests_running", "Answers that are being generated", ["model"], count(true, "model"));
    collected(
      "cria_requests_waiting",
      "Requests that wait for a slot of their model",
      ["model"],
      count(false, "model"),
    );
    collected("vllm:num_requests_running", "As cria_requests_running", ["model_name"], count(true, "model_name"));
    collected("vllm:num_requests_waiting", "As cria_requests_waiting", ["model_name"], count(false, "model_name"));
    collected("cria_load_queue", "Requests that wait for a model to be loaded", [], (gauge) =>
      gauge.set(gauges.queued()),
    );
    collected("cria_model_memory_bytes", "Weights and contexts of a loaded model", ["model"], (gauge) => {
      for (const { name, memoryBytes } of gauges.models()) gauge.set({ model: name }, memoryBytes);
    });
  }

  /** Takes note of a request that was answered. */
  request(operation: string, status: number, milliseconds: number): void {
    this.#requests.inc({ operation, status: `${status}` });
    this.#duration.observe({ operation }, milliseconds / 1000);
  }

  /** Takes note of texts that were embedded, or ranked, and of their tokens. */
  embedded(model: string, texts: number, tokens: number): void {
    this.#embeddedTexts.inc({ model }, texts);
    this.#embeddedTokens.inc({ model }, tokens);
  }

  /** Begins to measure an answer; `waited` and `loading` are seconds, see {@link AnswerMeter}. */
  answer(model: string, times: { readonly waited: number; readonly loading: number }): AnswerMeter {
    const meters = this.#meters.get(model) ?? new Set();
    this.#meters.set(model, meters);
    this.#load.observe({ model }, times.loading);
    const meter: AnswerMeter = new AnswerMeter(model, times, (record) => {
      meters.delete(meter);
      this.#record(record);
    });
    meters.add(meter);
    return meter;
  }

  /** Prometheus' text, and its content type. */
  async read(): Promise<{ readonly text: string; readonly contentType: string }> {
    return { text: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }

  #record({ model, outcome, queued, firstToken, perToken, done }: AnswerRecord): void {
    this.#answers.inc({ model, outcome });
    if (queued !== undefined) this.#queue.observe({ model }, queued);
    if (firstToken !== undefined) this.#firstToken.observe({ model }, firstToken);
    if (perToken !== undefined) this.#perToken.observe({ model }, perToken);
    if (!done) return;
    this.#promptTokens.inc({ model }, done.promptTokens);
    this.#cachedTokens.inc({ model }, done.cachedTokens);
    this.#generatedTokens.inc({ model }, done.generatedTokens);
    this.#draftedTokens.inc({ model }, done.draftedTokens);
    this.#acceptedTokens.inc({ model }, done.acceptedTokens);
  }

  #counter(name: string, help: string, ...labelNames: string[]): Counter {
    return new Counter({ name: `cria_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #histogram(name: string, help: string, buckets: number[], ...labelNames: string[]): Histogram {
    return new Histogram({ name: `cria_${name}`, help, buckets, labelNames, registers: [this.#registry] });
  }
}
