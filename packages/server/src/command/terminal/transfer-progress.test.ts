import { expect, test } from "bun:test";
import { TransferProgress } from "./transfer-progress.ts";

const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;
const step = (completed: number, of = digest) => ({
  status: `pulling ${of.slice(7, 19)}`,
  digest: of,
  total: 2000,
  completed,
});

function output(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

test("in a pipe: a line for each step and for each tenth", () => {
  const out = output(false);
  const progress = new TransferProgress(out);
  progress.update({ status: "pulling manifest" });
  for (const completed of [0, 10, 900, 950, 1000, 2000]) progress.update(step(completed));
  progress.update(step(2000, other));
  progress.update({ status: "success" });
  progress.end();
  expect(out.written).toEqual([
    "pulling manifest\n",
    "pulling aaaaaaaaaaaa: 0% of 2 KB\n",
    "pulling aaaaaaaaaaaa: 40% of 2 KB\n",
    "pulling aaaaaaaaaaaa: 50% of 2 KB\n",
    "pulling aaaaaaaaaaaa: 100% of 2 KB\n",
    "pulling bbbbbbbbbbbb: 100% of 2 KB\n",
    "success\n",
  ]);
  expect(progress.sum).toEqual({ completed: 4000, total: 4000 });
});

test("on a terminal: lines that are drawn over one another, and stay at the end", async () => {
  const out = output(true);
  const progress = new TransferProgress(out);
  progress.update({ status: "pulling manifest" });
  progress.update(step(1000));
  progress.update(step(500, other));
  await Bun.sleep(250);
  progress.update(step(2000));
  progress.end();
  const [first = ""] = out.written;
  expect(first.split("\n").map((line) => line.slice(0, 30))).toEqual([
    "\r\x1b[2Kpulling manifest ",
    "\x1b[2Kpulling aaaaaaaaaaaa:  50%",
    "\x1b[2Kpulling bbbbbbbbbbbb:  25%",
    "",
  ]);
  expect(out.written.length).toBeGreaterThan(2);
  for (const text of out.written.slice(1)) expect(text).toStartWith("\x1b[3A\r");
  expect(out.written.at(-1)).toContain("aaaaaaaaaaaa: 100%");
  const drawn = out.written.length;
  await Bun.sleep(150);
  expect(out.written.length).toBe(drawn);
});
