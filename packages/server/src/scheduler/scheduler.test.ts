import { expect, test } from "bun:test";
import { QueueFullError } from "./errors.ts";
import { minute, request, setUp } from "./set-up.ts";
import { settle } from "./virtual-clock.ts";

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
  (await acquire("b", { cacheKey: "a" })).release();
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
