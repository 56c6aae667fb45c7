import { expect, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import fc from "fast-check";
import { InsufficientMemoryError, QueueFullError, RequestCanceledError, ShuttingDownError } from "./errors.ts";
import { FakeRunners } from "./fake-runner.ts";
import type { Lease } from "./lease.ts";
import { Scheduler } from "./scheduler.ts";
import { fixedMemory, request } from "./set-up.ts";
import { settle, VirtualClock } from "./virtual-clock.ts";

const limits = { maxLoadedModels: 3, maxQueue: 3, numParallel: 2, bytes: 400 } as const;
const loadTimeout = 1000;

interface Client {
  readonly controller: AbortController;
  outcome: "waiting" | "served" | "refused";
  lease?: Lease;
  error?: unknown;
  generating: number;
}

/** The scheduler over fake runners, with everything a test can do to it. */
class World {
  readonly clock = new VirtualClock();
  /** A row of context takes a byte. */
  readonly runners = new FakeRunners({ pace: settle, memoryOf: ({ numCtx }) => numCtx }, true);
  readonly clients: Client[] = [];
  readonly scheduler = new Scheduler<string>({
    maxLoadedModels: limits.maxLoadedModels,
    maxQueue: limits.maxQueue,
    keepAlive: 100,
    loadTimeout,
    startRunner: this.runners.start,
    memory: fixedMemory(limits.bytes),
    clock: this.clock,
  });

  acquire(model: number, numCtx: number, keepAlive: number | undefined): void {
    const client: Client = { controller: new AbortController(), outcome: "waiting", generating: 0 };
    this.clients.push(client);
    const settings = {
      modelPath: `/${model}`,
      cacheDir: "/",
      cacheKey: `/${model}`,
      numCtx,
      numBatch: 512,
      numThreads: 0,
    };
    this.scheduler
      .acquire(
        { model: `${model}`, settings: { ...settings, numParallel: limits.numParallel }, keepAlive },
        client.controller.signal,
      )
      .then(
        (lease) => {
          client.outcome = "served";
          client.lease = lease;
        },
        (error) => {
          client.outcome = "refused";
          client.error = error;
        },
      );
  }

  generate(client: Client): void {
    const { lease } = client;
    if (lease === undefined) return;
    client.generating++;
    const run = async () => {
      for await (const _ of lease.generate(request, client.controller.signal));
    };
    run()
      .catch((error) => {
        const died = error instanceof RunnerError && error.code === "died";
        const isShutdown = error instanceof ShuttingDownError;
        if (!died && !isShutdown && !client.controller.signal.aborted) throw error;
      })
      .finally(() => {
        client.generating--;
      });
  }

  check(): void {
    expect(this.runners.alive).toBeLessThanOrEqual(limits.maxLoadedModels);
    expect(this.scheduler.queued).toBeLessThanOrEqual(limits.maxQueue);
    expect(this.scheduler.list().length).toBeLessThanOrEqual(limits.maxLoadedModels);
    for (const runner of this.runners.started) expect(runner.mostInFlight).toBeLessThanOrEqual(limits.numParallel);
    const living = this.runners.started.filter((runner) => !runner.dead);
    const taken = living.reduce((sum, { info }) => sum + info.memoryBytes, 0);
    // One that has the machine for itself may take more than the share of models.
    if (living.length > 1) expect(taken).toBeLessThanOrEqual(limits.bytes);
    const alive = living.map((runner) => runner.settings.modelPath);
    expect(new Set(alive).size).toBe(alive.length);
    for (const { outcome, error, controller } of this.clients) {
      if (outcome !== "refused") continue;
      const expected =
        error instanceof QueueFullError ||
        (error instanceof RequestCanceledError && controller.signal.aborted) ||
        error instanceof InsufficientMemoryError ||
        (error instanceof Error && error.message === "damaged");
      expect(expected || (error instanceof Error && error.name === "LoadStalledError")).toBe(true);
    }
  }

  /** Lets every load finish and every client leave; then nothing may be left. */
  async drain(): Promise<void> {
    for (let round = 0; round < 100; round++) {
      for (const load of this.runners.loads) if (!load.over) load.finish();
      await settle();
      for (const client of this.clients) if (client.generating === 0) client.lease?.release();
      const busy = this.clients.some((client) => client.outcome === "waiting" || client.generating > 0);
      if (!busy && this.runners.loads.every((load) => load.over)) break;
    }
    expect(this.clients.filter((client) => client.outcome === "waiting")).toEqual([]);
    expect(this.clients.filter((client) => client.generating > 0)).toEqual([]);
    for (const client of this.clients) client.lease?.release();
    // With nobody left, every keep-alive runs out.
    await this.clock.advance(10_000);
    expect(this.scheduler.list()).toEqual([]);
    expect(this.runners.alive).toBe(0);
    expect(this.clock.pending).toBe(0);
  }
}

type Step = (world: World) => void | Promise<void>;

const pick = <Item>(items: readonly Item[], number: number): Item | undefined =>
  items.length === 0 ? undefined : items[number % items.length];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(3), fc.constantFrom(64, 64, 128, 256, 500), fc.constantFrom(undefined, undefined, 0, 50, 500))
      .map(
        ([model, numCtx, keepAlive]): Step =>
          (world) =>
            world.acquire(model, numCtx, keepAlive),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(), fc.constantFrom("ok", "ok", "ok", "damaged")).map(
      ([number, how]): Step =>
        (world) => {
          const load = pick(
            world.runners.loads.filter((candidate) => !candidate.over),
            number,
          );
          if (how === "ok") load?.finish();
          else load?.fail(new Error(how));
        },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat().map(
      (number): Step =>
        (world) => {
          const held = world.clients.filter((client) => client.lease !== undefined && client.generating === 0);
          pick(held, number)?.lease?.release();
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map(
      (number): Step =>
        (world) => {
          const client = pick(world.clients, number);
          if (client !== undefined) world.generate(client);
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat().map(
      (number): Step =>
        (world) =>
          pick(world.clients, number)?.controller.abort(),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat().map(
      (number): Step =>
        (world) =>
          pick(world.runners.started, number)?.die(),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(3).map(
      (model): Step =>
        (world) =>
          world.scheduler.unload(`/${model}`),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(10, 60, 400, loadTimeout).map(
      (ms): Step =>
        (world) =>
          world.clock.advance(ms),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Step>(() => settle()) },
);

test("whatever clients, loads and crashes do: limits hold, every request settles, and nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const world = new World();
      for (const act of steps) {
        await act(world);
        world.check();
      }
      await world.drain();
      world.check();
    }),
    { numRuns: 150 },
  );
}, 30_000);

test("shutdown at any moment settles every request and ends every runner", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = new World();
      for (const act of steps) await act(world);
      await world.scheduler.shutdown();
      for (let round = 0; round < 20; round++) await settle();
      expect(world.clients.filter((client) => client.outcome === "waiting")).toEqual([]);
      expect(world.clients.filter((client) => client.generating > 0)).toEqual([]);
      expect(world.runners.alive).toBe(0);
    }),
    { numRuns: 75 },
  );
}, 30_000);
