import { expect, test } from "bun:test";
import { systemClock } from "./clock.ts";
import { foreverMilliseconds } from "./loaded-runner.ts";

test("a delay longer than setTimeout allows does not fire at once, and can be cancelled", async () => {
  let fired = false;
  const cancel = systemClock.after(foreverMilliseconds, () => {
    fired = true;
  });
  await Bun.sleep(10);
  expect(fired).toBe(false);
  cancel();
});

test("a short delay fires once, unless cancelled", async () => {
  const fired: string[] = [];
  systemClock.after(1, () => fired.push("kept"));
  systemClock.after(1, () => fired.push("cancelled"))();
  await Bun.sleep(20);
  expect(fired).toEqual(["kept"]);
});
