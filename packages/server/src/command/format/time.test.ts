import { expect, test } from "bun:test";
import { formatRelativeTime, formatSpan } from "./time.ts";

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

test.each([
  [0, "Less than a second"],
  [999, "Less than a second"],
  [1 * S, "1 second"],
  [59 * S, "59 seconds"],
  [60 * S, "About a minute"],
  [119 * S, "About a minute"],
  [120 * S, "2 minutes"],
  [59 * M + 59 * S, "59 minutes"],
  [60 * M, "About an hour"],
  [89 * M, "About an hour"],
  [90 * M, "2 hours"],
  [47 * H, "47 hours"],
  [48 * H, "2 days"],
  [13 * D, "13 days"],
  [14 * D, "2 weeks"],
  [59 * D, "8 weeks"],
  [60 * D, "2 months"],
  [729 * D, "24 months"],
  [730 * D, "2 years"],
  [3650 * D, "10 years"],
])("%d ms are %s", (span, text) => {
  expect(formatSpan(span)).toBe(text);
});

const now = Date.parse("2026-11-22T12:00:00Z");

test.each([
  ["2026-11-22T11:59:59.5Z", "Less than a second ago"],
  ["2026-11-20T12:40:00.123456789Z", "47 hours ago"],
  ["2026-11-20T13:00:00+02:00", "2 days ago"],
  ["2026-11-22T12:05:00Z", "5 minutes from now"],
  ["2045-11-22T12:00:00Z", "19 years from now"],
  ["2319-03-03T12:00:00Z", "Forever"],
  ["0001-01-01T00:00:00Z", "Never"],
  ["", "Never"],
])("%s is %s", (time, text) => {
  expect(formatRelativeTime(time, now, "Never")).toBe(text);
});
