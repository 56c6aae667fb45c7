import type { OperationId } from "@cria/spec";
import fc from "fast-check";
import type { Exchange } from "../exchange/exchange.ts";
import type { Client } from "../target/client.ts";
import type { Models } from "../target/models.ts";
import type { Target } from "../target/target.ts";
import { NotApplicable, NotSupported, Violation } from "./outcome.ts";
import { createModel, ScratchModels } from "./scratch-models.ts";

export interface PropertySettings {
  readonly seed: number;
  /** Values that a property tries. */
  readonly runs: number;
  /** Milliseconds after which a property stops trying more of them. */
  readonly time: number;
}

/** What a check works with: a client of the server, its models, and properties. */
export class CheckContext {
  readonly client: Client;
  readonly models: Models;
  /** Operations that the server does not offer. */
  readonly absent: ReadonlySet<OperationId>;
  /** Version of Ollama whose rules hold. */
  readonly version: string;
  /** Models that the check makes; they are deleted when it is over. */
  readonly scratch: ScratchModels;
  /** Tells runs apart, so that what a check stores is new to the server; the same in a run that is repeated. */
  readonly seed: number;
  readonly #memory: Map<string, Promise<unknown>>;
  readonly #settings: PropertySettings;
  /** What made the last property fail, to be repeated. */
  counterexample: Counterexample | undefined;

  /** @param client of this check alone */
  constructor(client: Client, { models, absent, version, memory }: Target, settings: PropertySettings) {
    this.client = client;
    this.models = models;
    this.absent = absent;
    this.version = version;
    this.#memory = memory;
    this.#settings = settings;
    this.seed = settings.seed;
    this.scratch = new ScratchModels(settings.seed);
  }

  /** The name of the model to ask; throws {@link NotApplicable} if there is none. */
  get model(): string {
    return this.models.completion();
  }

  /**
   * Creates a model from the one to ask, and returns its name. It is deleted when the check is over. Throws a
   * {@link Violation} if it can't be created, {@link NotApplicable} if no model can be.
   * @param body more of `/api/create`
   */
  async createModel(body: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const from = this.model;
    const works = await this.once("create a model", async () => {
      const model = this.scratch.name();
      return createModel(this.client, this.absent, { model, from }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Violation) return false;
          throw error;
        },
      );
    });
    if (!works) throw new NotApplicable("the server does not create models from others, as create.from.model tells");
    const model = this.scratch.name();
    await createModel(this.client, this.absent, { model, from, ...body });
    return model;
  }

  /**
   * Something that several checks look at, such as an answer that takes time to generate: made by the first that asks.
   * @param key names it within the run; the same key must always make the same
   */
  once<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.#memory.get(key);
    if (known !== undefined) return known as Promise<Value>;
    const made = make();
    this.#memory.set(key, made);
    return made;
  }

  /** Throws {@link NotApplicable} unless the server listens on loopback, where alone it checks hosts. */
  requireLoopback(): void {
    const { hostname } = this.client.endpoint;
    if (hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.")) return;
    throw new NotApplicable("true for servers that listen on loopback only");
  }

  /**
   * Tries many values of an arbitrary. The smallest that breaks the rule is reported.
   * @param weight how costly a value is, in requests that generate text; costly ones are tried less often.
   */
  async property<Value>(
    arbitrary: fc.Arbitrary<Value>,
    holds: (value: Value) => Promise<void>,
    { weight = 1 }: { weight?: number } = {},
  ): Promise<void> {
    const { seed, runs, time } = this.#settings;
    let passing: Error | undefined;
    let exchange: Exchange | undefined;
    const property = fc.asyncProperty(arbitrary, async (value) => {
      // What comes after the end is no failure, so that the smallest value is not looked for any more.
      if (this.client.stopped) return;
      try {
        await holds(value);
      } catch (error) {
        // Not the server's fault: no smaller value will change it.
        if (error instanceof NotApplicable || error instanceof NotSupported || this.client.stopped)
          passing = error as Error;
        else {
          exchange = error instanceof Violation ? error.exchange : undefined;
          exchange ??= this.client.exchanges.at(-1);
          throw error;
        }
      }
    });
    const result = await fc.check(property, {
      seed,
      numRuns: Math.max(1, Math.round(runs / weight)),
      interruptAfterTimeLimit: time,
      markInterruptAsFailure: false,
    });
    if (passing !== undefined) throw passing;
    if (!result.failed) return;
    const cause = result.errorInstance;
    if (result.interrupted && cause === null) throw new Violation(`no value was answered within ${time / 1000} s`);
    if (!(cause instanceof Error)) throw new Error(`a property failed with ${String(cause)}`);
    if (result.counterexample !== null) {
      const [value] = result.counterexample;
      this.counterexample = { value: fc.stringify(value), seed: result.seed, path: result.counterexamplePath ?? "" };
    }
    throw cause instanceof Violation ? new Violation(cause.message, exchange) : cause;
  }
}

/** A value that breaks a rule, and how to come to it again. */
export interface Counterexample {
  /** The shrunk value, printed. */
  readonly value: string;
  readonly seed: number;
  readonly path: string;
}
