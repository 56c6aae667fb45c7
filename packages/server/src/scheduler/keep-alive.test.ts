import { expect, test } from "bun:test";
import { minute, setUp } from "./set-up.ts";
import { settle } from "./virtual-clock.ts";

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
  scheduler.unload("a");
  await settle();
  expect(names()).toEqual([]);
  const busy = await acquire("a");
  scheduler.unload("a");
  await settle();
  expect(names()).toEqual(["a"]);
  busy.release();
  await settle();
  expect(runners.alive).toBe(0);
  scheduler.unload("never-loaded");
});

test("unload during a load takes effect after the request that loads", async () => {
  const { runners, scheduler, acquire, names } = setUp({ manual: true });
  const loading = acquire("a");
  scheduler.unload("a");
  runners.loads[0]?.finish();
  const lease = await loading;
  expect(names()).toEqual(["a"]);
  lease.release();
  await settle();
  expect(names()).toEqual([]);
});
