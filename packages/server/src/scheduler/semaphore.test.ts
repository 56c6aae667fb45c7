import { expect, test } from "bun:test";
import fc from "fast-check";
import { Semaphore } from "./semaphore.ts";
import { settle } from "./virtual-clock.ts";

test("waiters are admitted in the order they came", async () => {
  const semaphore = new Semaphore(1);
  const order: number[] = [];
  const leaveFirst = await semaphore.acquire();
  const waiting = [1, 2, 3].map(async (number) => {
    const leave = await semaphore.acquire();
    order.push(number);
    leave();
  });
  await settle();
  expect(order).toEqual([]);
  leaveFirst();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

test("an aborted waiter gets the signal's reason and its place goes to the next", async () => {
  const semaphore = new Semaphore(1);
  const leave = await semaphore.acquire();
  const controller = new AbortController();
  const abandoned = semaphore.acquire(controller.signal);
  const next = semaphore.acquire();
  controller.abort(new Error("left"));
  await expect(abandoned).rejects.toThrow("left");
  leave();
  (await next)();
  await expect(semaphore.acquire(controller.signal)).rejects.toThrow("left");
});

test("giving a permit back twice frees it once", async () => {
  const semaphore = new Semaphore(1);
  const leave = await semaphore.acquire();
  leave();
  leave();
  await semaphore.acquire();
  let admitted = false;
  void semaphore.acquire().then(() => {
    admitted = true;
  });
  await settle();
  expect(admitted).toBe(false);
});

test("never more holders than permits, and every waiter that stays is admitted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ steps: fc.nat(3), abort: fc.boolean() }), { maxLength: 12 }),
      async (permits, users) => {
        const semaphore = new Semaphore(permits);
        let holders = 0;
        let most = 0;
        const runs = users.map(async ({ steps, abort }) => {
          const controller = new AbortController();
          if (abort) queueMicrotask(() => controller.abort());
          try {
            const leave = await semaphore.acquire(controller.signal);
            most = Math.max(most, ++holders);
            for (let step = 0; step < steps; step++) await settle();
            holders--;
            leave();
          } catch {
            expect(abort).toBe(true);
          }
        });
        await Promise.all(runs);
        expect(holders).toBe(0);
        expect(most).toBeLessThanOrEqual(permits);
        for (let permit = 0; permit < permits; permit++) await semaphore.acquire();
      },
    ),
    { numRuns: 50 },
  );
});
