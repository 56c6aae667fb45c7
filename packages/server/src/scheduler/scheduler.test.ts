import { expect, test } from "bun:test";
import { RunnerError, type RunnerSettings } from "@cria/engine";
import { LoadStalledError, QueueFullError, RequestCanceledError } from "./errors.ts";
import { type FakeRunnerOptions, FakeRunners } from "./fake-runner.ts";
import { graceMilliseconds } from "./load-runner.ts";
import { Scheduler, type SchedulerOptions } from "./scheduler.ts";
import { settle, VirtualClock } from "./virtual-clock.ts";

const minute = 60_000;

function setUp(options: Partial<SchedulerOptions> & { manual?: boolean; runner?: FakeRunnerOptions } = {}) {
  const clock = new VirtualClock();
  const runners = new FakeRunners(options.runner, options.manual);
  const scheduler = new Scheduler<string>({
    maxLoadedModels: 2,
    maxQueue: 4,
    keepAlive: 5 * minute,
    loadTimeout: 5 * minute,
    startRunner: runners.start,
    clock,
    ...options,
  });
  const acquire = (
    name: string,
    extra: { keepAlive?: number; signal?: AbortSignal } & Partial<RunnerSettings> = {},
  ) => {
    const { keepAlive, signal, ...settings } = extra;
    return scheduler.acquire(
      { model: name, settings: { ...defaults, modelPath: `/blobs/${name}`, ...settings }, keepAlive },
      signal ?? new AbortController().signal,
    );
  };
  const names = () => scheduler.list().map((running) => running.model);
  return { clock, runners, scheduler, acquire, names };
}

const defaults: RunnerSettings = {
  modelPath: "",
  cacheDir: "/cache",
  cacheKey: "k",
  numCtx: 512,
  numParallel: 1,
  numBatch: 512,
  numThreads: 0,
};

const request = {
  prompt: "x",
  options: {
    temperature: 0,
    topK: 0,
    topP: 1,
    minP: 0,
    typicalP: 1,
    repeatPenalty: 1,
    repeatLastN: 0,
    presencePenalty: 0,
    frequencyPenalty: 0,
    seed: 1,
    numPredict: 10,
    numKeep: 0,
    stop: [],
    shift: true,
  },
};

test("requests for one model share its runner", async () => {
  const { runners, acquire, names } = setUp();
  const leases = await Promise.all([acquire("a"), acquire("a"), acquire("a")]);
  expect(runners.started).toHaveLength(1);
  expect(names()).toEqual(["a"]);
  for (const lease of leases) lease.release();
});

test("models with the same weights share a runner, listed under the name that loaded it", async () => {
  const { runners, acquire, names } = setUp();
  (await acquire("a")).release();
  (await acquire("b", { modelPath: "/blobs/a" })).release();
  expect(runners.started).toHaveLength(1);
  expect(names()).toEqual(["a"]);
});

test.each([{ numCtx: 256 }, { numBatch: 64 }, { numThreads: 3 }])(
  "a changed load option %o reloads",
  async (change) => {
    const { runners, acquire } = setUp();
    (await acquire("a")).release();
    (await acquire("a", change)).release();
    expect(runners.started.map((runner) => runner.dead)).toEqual([true, false]);
    expect(runners.started[1]?.settings).toMatchObject(change);
  },
);

test("contexts above the trained one are the same", async () => {
  const { runners, acquire } = setUp();
  (await acquire("a", { numCtx: 4096 })).release();
  (await acquire("a", { numCtx: 2048 })).release();
  expect(runners.started).toHaveLength(1);
});

test("a reload waits for running requests, and new ones do not overtake it", async () => {
  const { runners, acquire } = setUp();
  const running = await acquire("a");
  const changed = acquire("a", { numCtx: 256 });
  const old = acquire("a");
  await settle();
  expect(runners.started).toHaveLength(1);
  running.release();
  (await changed).release();
  (await old).release();
  expect(runners.started.map((runner) => runner.settings.numCtx)).toEqual([512, 256, 512]);
});

test("an idle runner ends after its keep-alive, which a request prolongs", async () => {
  const { clock, acquire, names } = setUp();
  (await acquire("a")).release();
  await clock.advance(4 * minute);
  (await acquire("a")).release();
  await clock.advance(5 * minute - 1);
  expect(names()).toEqual(["a"]);
  await clock.advance(1);
  expect(names()).toEqual([]);
});

test("keep-alive is sticky, and a request's own replaces it", async () => {
  const { clock, scheduler, acquire } = setUp();
  (await acquire("a", { keepAlive: 30_000 })).release();
  (await acquire("a")).release();
  expect(scheduler.list()[0]?.expiresAt).toBe(30_000);
  (await acquire("a", { keepAlive: 60_000 })).release();
  expect(scheduler.list()[0]?.expiresAt).toBe(60_000);
  await clock.advance(60_000);
  expect(scheduler.list()).toEqual([]);
});

test("while the first request runs, expiry moves along; later it keeps the last computed time", async () => {
  const { clock, scheduler, acquire } = setUp();
  const first = await acquire("a", { keepAlive: minute });
  await clock.advance(10_000);
  expect(scheduler.list()[0]?.expiresAt).toBe(10_000 + minute);
  first.release();
  await clock.advance(5000);
  const second = await acquire("a");
  await clock.advance(10 * minute);
  expect(scheduler.list()[0]?.expiresAt).toBe(10_000 + minute);
  second.release();
});

test("keep-alive 0 ends the runner with its last request", async () => {
  const { runners, acquire, names } = setUp();
  const [first, second] = await Promise.all([acquire("a", { keepAlive: 0 }), acquire("a", { keepAlive: 0 })]);
  first?.release();
  first?.release();
  expect(names()).toEqual(["a"]);
  second?.release();
  await settle();
  expect(names()).toEqual([]);
  expect(runners.alive).toBe(0);
});

test("unload ends an idle runner now and a busy one after its work, whichever it had as keep-alive", async () => {
  const { runners, scheduler, acquire, names } = setUp();
  (await acquire("a")).release();
  scheduler.unload("/blobs/a");
  await settle();
  expect(names()).toEqual([]);
  const busy = await acquire("a");
  scheduler.unload("/blobs/a");
  await settle();
  expect(names()).toEqual(["a"]);
  busy.release();
  await settle();
  expect(runners.alive).toBe(0);
  scheduler.unload("/blobs/never-loaded");
});

test("unload during a load takes effect after the request that loads", async () => {
  const { runners, scheduler, acquire, names } = setUp({ manual: true });
  const loading = acquire("a");
  scheduler.unload("/blobs/a");
  runners.loads[0]?.finish();
  const lease = await loading;
  expect(names()).toEqual(["a"]);
  lease.release();
  await settle();
  expect(names()).toEqual([]);
});

test("room is made by the idle runner that would end first", async () => {
  const { acquire, names } = setUp({ maxLoadedModels: 3 });
  (await acquire("a", { keepAlive: 3 * minute })).release();
  const busy = await acquire("b", { keepAlive: minute });
  (await acquire("c", { keepAlive: 2 * minute })).release();
  (await acquire("d")).release();
  expect(names().sort()).toEqual(["a", "b", "d"]);
  busy.release();
});

test("when all are busy, room is made once the chosen one is done", async () => {
  const { acquire, names } = setUp({ maxLoadedModels: 1 });
  const busy = await acquire("a");
  const waiting = acquire("b");
  await settle();
  expect(names()).toEqual(["a"]);
  busy.release();
  (await waiting).release();
  expect(names()).toEqual(["b"]);
});

test("the queue is bounded; the request being loaded and users of a loaded model are not in it", async () => {
  const { runners, acquire } = setUp({ manual: true, maxQueue: 1 });
  const loading = acquire("a");
  const queued = acquire("b");
  const refused = acquire("c");
  await expect(refused).rejects.toBeInstanceOf(QueueFullError);
  await expect(refused).rejects.toThrow("server busy, please try again.  maximum pending requests exceeded");
  runners.loads[0]?.finish();
  await loading;
  const sharing = await acquire("a");
  await settle();
  runners.loads[1]?.finish();
  (await queued).release();
  sharing.release();
});

test("a queue of length 0 still serves one load at a time", async () => {
  const { acquire } = setUp({ maxQueue: 0 });
  const loading = acquire("a");
  await expect(acquire("b")).rejects.toBeInstanceOf(QueueFullError);
  (await loading).release();
  await settle();
  (await acquire("b")).release();
});

test("an abandoned request leaves the queue", async () => {
  const { runners, scheduler, acquire } = setUp({ manual: true });
  const loading = acquire("a");
  const controller = new AbortController();
  const abandoned = acquire("b", { signal: controller.signal });
  expect(scheduler.queued).toBe(1);
  controller.abort();
  await expect(abandoned).rejects.toBeInstanceOf(RequestCanceledError);
  expect(scheduler.queued).toBe(0);
  runners.loads[0]?.finish();
  (await loading).release();
  expect(runners.loads).toHaveLength(1);
});

test("abandoning a load aborts it, and the next request for it loads anew", async () => {
  const { runners, acquire } = setUp({ manual: true });
  const controller = new AbortController();
  const abandoned = acquire("a", { signal: controller.signal });
  const next = acquire("a");
  controller.abort();
  await expect(abandoned).rejects.toThrow("request canceled");
  await settle();
  expect(runners.loads.map((load) => load.over)).toEqual([true, false]);
  runners.loads[1]?.finish();
  (await next).release();
});

test("a request abandoned while it waits for room lets the next one through", async () => {
  const { acquire } = setUp({ maxLoadedModels: 1 });
  const busy = await acquire("a");
  const controller = new AbortController();
  const abandoned = acquire("b", { signal: controller.signal });
  const next = acquire("c");
  await settle();
  controller.abort();
  await expect(abandoned).rejects.toBeInstanceOf(RequestCanceledError);
  busy.release();
  (await next).release();
});

test("a failed load is reported to its request alone", async () => {
  const { runners, acquire, names } = setUp({ manual: true });
  const failing = acquire("a");
  const next = acquire("a");
  runners.loads[0]?.fail(new RunnerError("model", "unknown architecture"));
  await expect(failing).rejects.toThrow("unknown architecture");
  await settle();
  runners.loads[1]?.finish();
  (await next).release();
  expect(names()).toEqual(["a"]);
});

test("a load without progress for too long is given up; progress prolongs it", async () => {
  const { clock, runners, acquire } = setUp({ manual: true, loadTimeout: minute });
  const loading = acquire("a");
  const failure = loading.catch((error: unknown) => error);
  await clock.advance(minute - 1);
  runners.loads[0]?.progress({ stage: "transcoding", completed: 1, total: 2 });
  await clock.advance(minute - 1);
  expect(runners.loads[0]?.over).toBe(false);
  await clock.advance(1);
  expect(await failure).toBeInstanceOf(LoadStalledError);
  await expect(loading).rejects.toThrow("timed out waiting for the model runner to start - transcoding, progress 0.50");
  expect(runners.loads[0]?.over).toBe(true);
  expect(clock.pending).toBe(0);
});

test("a load that ignores its end is given up after the grace, and stopped when it comes", async () => {
  const late = Promise.withResolvers<void>();
  const { clock, runners, acquire } = setUp({ maxLoadedModels: 1 });
  const fast = runners.start;
  const stubborn = setUp({
    startRunner: async (settings) => {
      if (settings.modelPath === "/blobs/slow") await late.promise;
      return fast(settings, {});
    },
    clock,
  });
  const controller = new AbortController();
  const abandoned = stubborn.acquire("slow", { signal: controller.signal });
  const next = stubborn.acquire("b");
  controller.abort();
  await expect(abandoned).rejects.toBeInstanceOf(RequestCanceledError);
  await clock.advance(graceMilliseconds);
  (await next).release();
  late.resolve();
  await settle();
  expect(runners.started.find((runner) => runner.settings.modelPath === "/blobs/slow")?.dead).toBe(true);
  expect(stubborn.names()).toEqual(["b"]);
  expect((await acquire("b")).info.numCtx).toBe(512);
});

test("a runner that dies fails its requests, is no longer listed, and the next request loads anew", async () => {
  const { runners, acquire, names } = setUp({ runner: { pace: settle } });
  const lease = await acquire("a");
  const other = await acquire("b");
  const texts: string[] = [];
  const answer = (async () => {
    for await (const event of lease.generate(request, new AbortController().signal)) {
      if (event.type === "text") texts.push(event.text);
      runners.started[0]?.die();
    }
  })();
  await expect(answer).rejects.toMatchObject({ name: "RunnerError", code: "died" });
  expect(texts).toEqual(["Once"]);
  expect(names()).toEqual(["b"]);
  (await acquire("a")).release();
  lease.release();
  other.release();
  expect(runners.started).toHaveLength(3);
  expect(names().sort()).toEqual(["a", "b"]);
});

test("one runner decodes at most numParallel requests, the others wait without being refused", async () => {
  const { runners, acquire } = setUp({ maxQueue: 1, runner: { pace: settle } });
  const signal = new AbortController().signal;
  await acquire("a", { numParallel: 2 });
  const answers = await Promise.all(
    Array.from({ length: 7 }, async () => {
      using lease = await acquire("a", { numParallel: 2 });
      let text = "";
      for await (const event of lease.generate(request, signal)) if (event.type === "text") text += event.text;
      return text;
    }),
  );
  expect(new Set(answers)).toEqual(new Set(["Once upon a time"]));
  expect(runners.started[0]?.mostInFlight).toBe(2);
});

test("a request abandoned in mid-answer frees its slot", async () => {
  const { runners, acquire } = setUp({ runner: { pace: settle } });
  const lease = await acquire("a");
  const controller = new AbortController();
  const abandoned = (async () => {
    for await (const _ of lease.generate(request, controller.signal)) controller.abort(new Error("left"));
  })();
  await expect(abandoned).rejects.toThrow("left");
  for await (const event of lease.generate(request, new AbortController().signal)) {
    if (event.type === "done") expect(event.generatedTokens).toBe(3);
  }
  expect(runners.started[0]?.inFlight).toBe(0);
});

test("shutdown ends loads, refuses waiting and new requests, and stops every runner", async () => {
  const { clock, runners, scheduler, acquire } = setUp({ maxLoadedModels: 3 });
  await acquire("a");
  (await acquire("b")).release();
  const hanging = new FakeRunners({}, true);
  const loads = setUp({ startRunner: hanging.start, clock });
  const loading = loads.acquire("c");
  const queued = loads.acquire("d");
  const refused = Promise.allSettled([loading, queued]);
  await Promise.all([scheduler.shutdown(), loads.scheduler.shutdown()]);
  for (const result of await refused) {
    expect(result).toMatchObject({ status: "rejected", reason: { name: "RequestCanceledError" } });
  }
  expect(runners.alive + hanging.alive).toBe(0);
  await settle();
  expect(clock.pending).toBe(0);
  await expect(acquire("a")).rejects.toBeInstanceOf(RequestCanceledError);
});
