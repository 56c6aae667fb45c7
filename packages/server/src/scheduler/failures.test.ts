import { expect, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import { LoadStalledError, RequestCanceledError, ShuttingDownError } from "./errors.ts";
import { FakeRunners } from "./fake-runner.ts";
import { graceMilliseconds } from "./load-runner.ts";
import { minute, request, setUp } from "./set-up.ts";
import { settle } from "./virtual-clock.ts";

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
    expect(result).toMatchObject({ status: "rejected", reason: { name: "ShuttingDownError" } });
  }
  expect(runners.alive + hanging.alive).toBe(0);
  await settle();
  expect(clock.pending).toBe(0);
  await expect(acquire("a")).rejects.toBeInstanceOf(ShuttingDownError);
});

test("shutdown tells those that wait for a slot, and those that are being answered, why", async () => {
  const { scheduler, acquire } = setUp({ runner: { answer: () => ["a", "b"], pace: () => new Promise(() => {}) } });
  const answers = await Promise.all([acquire("a"), acquire("a")]);
  const signal = new AbortController().signal;
  const outcomes = answers.map((lease) => lease.generate(request, signal).next());
  const told = Promise.allSettled([...outcomes, answers[0]!.tokenize("x", false).then(() => scheduler.shutdown())]);
  for (const outcome of (await told).slice(0, 2)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { name: "ShuttingDownError" } });
  }
  await expect(answers[0]!.tokenize("x", false)).rejects.toBeInstanceOf(ShuttingDownError);
});
