import { expect, test } from "bun:test";
import { Progress } from "./progress.ts";

function output(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test("away from a terminal every line is printed once, with its last text", async () => {
  const out = output(false);
  const progress = new Progress(out);
  progress.start("hashing 0%");
  progress.update("hashing 50%");
  await Bun.sleep(250);
  progress.update("hashing 100%");
  progress.start("writing");
  progress.end();
  progress.start("");
  progress.clear();
  expect(out.written).toEqual(["hashing 100%\n", "writing\n"]);
});

test("quick work shows no spinner", async () => {
  const out = output(true);
  const progress = new Progress(out);
  progress.start("");
  await Bun.sleep(50);
  progress.clear();
  await Bun.sleep(250);
  expect(out.written).toEqual([]);
});

test("slow work shows one, which is erased", async () => {
  const out = output(true);
  const progress = new Progress(out);
  progress.start("loading");
  await Bun.sleep(450);
  progress.clear();
  const drawn = out.written.length;
  await Bun.sleep(150);
  expect(out.written.length).toBe(drawn);
  expect(out.written[0]).toBe("\r\x1b[2Kloading ⠋ ");
  expect(out.written[1]).toBe("\r\x1b[2Kloading ⠙ ");
  expect(out.written.at(-1)).toBe("\r\x1b[2K");
});
