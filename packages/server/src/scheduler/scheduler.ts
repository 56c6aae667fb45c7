import type { RunnerSettings } from "@cria/engine";
import { type Clock, systemClock } from "./clock.ts";
import { InsufficientMemoryError, QueueFullError, RequestCanceledError, ShuttingDownError } from "./errors.ts";
import { chooseVictim } from "./eviction.ts";
import { Lease } from "./lease.ts";
import { loadRunner, type StartRunner } from "./load-runner.ts";
import { LoadedRunner } from "./loaded-runner.ts";
import { fits, type Memory } from "./memory.ts";

export interface SchedulerOptions {
  /** Runners that may exist at once. */
  readonly maxLoadedModels: number;
  /** Requests that may wait for a load; the next is refused. */
  readonly maxQueue: number;
  /** Milliseconds that a runner stays when its requests do not say. */
  readonly keepAlive: number;
  /** Milliseconds that a load may go without progress; 0 or less is without end. */
  readonly loadTimeout: number;
  readonly startRunner: StartRunner;
  readonly memory: Memory;
  readonly clock?: Clock;
}

export interface RunnerRequest<Model> {
  readonly model: Model;
  readonly settings: RunnerSettings;
  /** Milliseconds that the runner stays after its last request; absent keeps what it has. */
  readonly keepAlive?: number | undefined;
}

/** A loaded model, as `/api/ps` lists it. */
export interface RunningModel<Model> {
  readonly model: Model;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Bytes of weights and KV cache. */
  readonly memoryBytes: number;
  /** Context per request, in tokens. */
  readonly numCtx: number;
}

/** Milliseconds between two looks at whether requests are over. */
const drainInterval = 50;

interface Pending<Model> {
  readonly request: RunnerRequest<Model>;
  readonly signal: AbortSignal;
  readonly grant: (lease: Lease) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Owns the runners: one per weights file, at most `maxLoadedModels`, and no more than memory holds. A request that fits
 * a loaded runner gets it at once; every other waits in one queue, whose head makes room, loads, and is served before the
 * next is looked at.
 */
export class Scheduler<Model> {
  readonly #options: SchedulerOptions;
  readonly #clock: Clock;
  /** By digest of the weights, wherever they lie. */
  readonly #loaded = new Map<string, LoadedRunner<Model>>();
  readonly #queue = new Set<Pending<Model>>();
  readonly #shutdown = new AbortController();
  #isDraining = false;
  #loading: { readonly weights: string; unload: boolean } | undefined;
  #serving: Promise<void> | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Requests waiting for a load, without the one being loaded. */
  get queued(): number {
    return this.#queue.size;
  }

  /**
   * Finds or loads the runner that a request needs. The lease must be released. Throws {@link QueueFullError},
   * {@link RequestCanceledError} when `signal` aborts first, {@link ShuttingDownError}, {@link InsufficientMemoryError}, `LoadStalledError`, or what
   * starting the runner threw.
   */
  acquire(request: RunnerRequest<Model>, signal: AbortSignal): Promise<Lease> {
    if (this.#shutdown.signal.aborted || this.#isDraining) return Promise.reject(new ShuttingDownError());
    if (signal.aborted) return Promise.reject(new RequestCanceledError());
    const loaded = this.#loaded.get(request.settings.cacheKey);
    if (loaded?.accepts(request.settings)) return Promise.resolve(this.#lend(loaded, request));
    const waits = this.#serving !== undefined;
    if (waits && this.#queue.size >= this.#options.maxQueue) return Promise.reject(new QueueFullError());
    return this.#enqueue(request, AbortSignal.any([signal, this.#shutdown.signal]));
  }

  /** Unloads the runner of these weights as soon as it is idle; answers at once, also when there is none. */
  unload(weights: string): void {
    if (this.#loading?.weights === weights) this.#loading.unload = true;
    this.#loaded.get(weights)?.expire();
  }

  /** The loaded models, the one that stays longest first. */
  list(): RunningModel<Model>[] {
    return [...this.#loaded.values()]
      .filter((loaded) => loaded.state === "ready" || loaded.state === "draining")
      .map((loaded) => ({
        model: loaded.model,
        expiresAt: loaded.expiresAt,
        memoryBytes: loaded.runner.info.memoryBytes,
        numCtx: loaded.runner.info.numCtx,
      }))
      .sort((a, b) => b.expiresAt - a.expiresAt);
  }

  /**
   * Refuses what waits for a load and what comes from now on, and settles when the requests that have their runner are
   * over, but after so many milliseconds at the latest.
   */
  async drain(milliseconds: number): Promise<void> {
    this.#isDraining = true;
    for (const pending of this.#queue) pending.fail(new ShuttingDownError());
    this.#queue.clear();
    const end = this.#clock.now() + milliseconds;
    const isBusy = () => this.#serving !== undefined || [...this.#loaded.values()].some(({ idle }) => !idle);
    while (isBusy() && this.#clock.now() < end) await this.#pause(drainInterval);
  }

  /** Refuses what waits and what comes, and ends every runner. Settles when all are gone. */
  async shutdown(): Promise<void> {
    this.#shutdown.abort(new ShuttingDownError());
    const stopAll = () => Promise.all([...this.#loaded.values()].map((loaded) => loaded.stop()));
    await Promise.all([this.#serving, stopAll()]);
    // A load that ended well in the meantime has left one more.
    await stopAll();
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(milliseconds, resolve));
  }

  #enqueue(request: RunnerRequest<Model>, signal: AbortSignal): Promise<Lease> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#queue.delete(pending);
        reject(this.#shutdown.signal.aborted ? this.#shutdown.signal.reason : new RequestCanceledError());
      };
      const settled = () => signal.removeEventListener("abort", leave);
      const pending: Pending<Model> = {
        request,
        signal,
        grant: (lease) => {
          settled();
          resolve(lease);
        },
        fail: (error) => {
          settled();
          reject(error);
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#queue.add(pending);
      this.#serving ??= this.#serveQueue();
    });
  }

  async #serveQueue(): Promise<void> {
    for (let [head] = this.#queue; head !== undefined; [head] = this.#queue) {
      this.#queue.delete(head);
      try {
        const lease = await this.#place(head);
        if (head.signal.aborted) lease.release();
        else head.grant(lease);
      } catch (error) {
        head.fail(error);
      }
    }
    this.#serving = undefined;
  }

  /** Makes room until the request fits, then lends it its runner. */
  async #place({ request, signal }: Pending<Model>): Promise<Lease> {
    for (;;) {
      signal.throwIfAborted();
      const same = this.#loaded.get(request.settings.cacheKey);
      if (same?.accepts(request.settings)) return this.#lend(same, request);
      const full = this.#loaded.size >= this.#options.maxLoadedModels;
      const obstacle = same ?? (full ? chooseVictim(this.#loaded.values()) : undefined);
      if (obstacle === undefined) return await this.#load(request, signal);
      obstacle.drain();
      await abortable(obstacle.gone, signal);
    }
  }

  /** Ends other runners until memory holds a model of so many bytes; one that has the machine for itself may try. */
  async #makeRoom(bytes: number, signal: AbortSignal): Promise<void> {
    const { memory } = this.#options;
    if (bytes > memory.total()) throw new InsufficientMemoryError(bytes, memory.total());
    while (!fits(bytes, this.#loaded.values(), memory)) {
      signal.throwIfAborted();
      const victim = chooseVictim(this.#loaded.values());
      if (victim === undefined) return;
      victim.drain();
      await abortable(victim.gone, signal);
    }
  }

  async #load(request: RunnerRequest<Model>, signal: AbortSignal): Promise<Lease> {
    const { settings, model } = request;
    const { startRunner, loadTimeout } = this.#options;
    const loading = { weights: settings.cacheKey, unload: false };
    this.#loading = loading;
    try {
      const runner = await loadRunner(startRunner, settings, {
        clock: this.#clock,
        signal,
        stallTimeout: loadTimeout,
        admit: (bytes, until) => this.#makeRoom(bytes, until),
      });
      const keepAlive = loading.unload ? 0 : (request.keepAlive ?? this.#options.keepAlive);
      const loaded = new LoadedRunner(runner, settings, model, keepAlive, this.#clock);
      this.#loaded.set(settings.cacheKey, loaded);
      void loaded.gone.then(() => {
        if (this.#loaded.get(settings.cacheKey) === loaded) this.#loaded.delete(settings.cacheKey);
      });
      loaded.retain();
      return new Lease(loaded, this.#shutdown.signal);
    } finally {
      this.#loading = undefined;
    }
  }

  #lend(loaded: LoadedRunner<Model>, { keepAlive }: RunnerRequest<Model>): Lease {
    loaded.retain(keepAlive);
    return new Lease(loaded, this.#shutdown.signal);
  }
}

/** Waits for a promise that never rejects, or throws the signal's reason. */
function abortable(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    void promise.then(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
