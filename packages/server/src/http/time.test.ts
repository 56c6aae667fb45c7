import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatLocalTime, formatUtcTime } from "./time.ts";

test.each([
  ["2026-11-22T01:00:00.000Z", "2026-11-22T01:00:00Z"],
  ["2026-11-22T01:00:10.120Z", "2026-11-22T01:00:10.12Z"],
  ["2026-11-22T01:00:00.005Z", "2026-11-22T01:00:00.005Z"],
])("%s", (iso, text) => {
  expect(formatUtcTime(new Date(iso))).toBe(text);
});

const time = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true });

test("both forms name the same moment", () => {
  fc.assert(
    fc.property(time, (moment) => {
      expect(Date.parse(formatUtcTime(moment))).toBe(moment.getTime());
      expect(Date.parse(formatLocalTime(moment))).toBe(moment.getTime());
    }),
  );
});

test.each([
  ["America/St_Johns", "2026-11-21T21:30:00.5-03:30"],
  ["Asia/Kolkata", "2026-11-22T06:30:00.5+05:30"],
  ["UTC", "2026-11-22T01:00:00.5Z"],
])("the time in %s has its offset", async (zone, text) => {
  const module = JSON.stringify(import.meta.resolve("./time.ts"));
  const script = `import { formatLocalTime } from ${module};
    process.stdout.write(formatLocalTime(new Date("2026-11-22T01:00:00.500Z")));`;
  const child = Bun.spawn([process.execPath, "-e", script], { env: { ...process.env, TZ: zone }, stdout: "pipe" });
  expect(await new Response(child.stdout).text()).toBe(text);
});
