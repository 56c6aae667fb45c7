import { expect, test } from "bun:test";
import { InsufficientMemoryError } from "./errors.ts";
import { fixedMemory, minute, setUp } from "./set-up.ts";
import { settle } from "./virtual-clock.ts";

/** A scheduler for models that are named after what they take. */
const setUpMemory = (bytes: number) =>
  setUp({
    maxLoadedModels: 9,
    memory: fixedMemory(bytes),
    runner: { memoryOf: ({ cacheKey }) => Number.parseInt(cacheKey, 10) },
  });

test("models stay loaded while memory holds them", async () => {
  const { acquire, names } = setUpMemory(1000);
  for (const name of ["100a", "200b", "300c"]) (await acquire(name)).release();
  expect(names().sort()).toEqual(["100a", "200b", "300c"]);
});

test("as many others end as a model needs, those first that would end first", async () => {
  const { acquire, names } = setUpMemory(1000);
  (await acquire("200a", { keepAlive: 3 * minute })).release();
  (await acquire("200b", { keepAlive: minute })).release();
  (await acquire("200c", { keepAlive: 2 * minute })).release();
  (await acquire("500d")).release();
  expect(names().sort()).toEqual(["200a", "500d"]);
});

test("a model waits for the busy one that is in its way", async () => {
  const { acquire, names, clock } = setUpMemory(1000);
  const busy = await acquire("500a");
  const waiting = acquire("450b");
  await settle();
  // Waiting for memory is no load without progress.
  await clock.advance(60 * minute);
  expect(names()).toEqual(["500a"]);
  busy.release();
  (await waiting).release();
  expect(names()).toEqual(["450b"]);
});

test("who gives up while a model waits for memory leaves nothing behind", async () => {
  const { acquire, names, runners, clock } = setUpMemory(1000);
  const busy = await acquire("500a");
  const leaving = new AbortController();
  const waiting = acquire("450b", { signal: leaving.signal });
  await settle();
  leaving.abort();
  await expect(waiting).rejects.toThrow("request canceled");
  busy.release();
  await settle();
  expect(names()).toEqual([]);
  expect(runners.alive).toBe(0);
  expect(clock.pending).toBe(0);
});

test("a model that has the machine for itself may try with more than its share", async () => {
  const { acquire, names } = setUpMemory(1000);
  (await acquire("100a")).release();
  (await acquire("950b")).release();
  expect(names()).toEqual(["950b"]);
});

test("a model that is larger than all memory is refused, and nothing ends for it", async () => {
  const { acquire, names } = setUpMemory(4 * 2 ** 30);
  (await acquire("100a")).release();
  const refused = acquire(`${7.25 * 2 ** 30}b`);
  await expect(refused).rejects.toBeInstanceOf(InsufficientMemoryError);
  await expect(refused).rejects.toThrow("model requires more system memory (7.3 GiB) than is available (4.0 GiB)");
  expect(names()).toEqual(["100a"]);
});
