import { createHash } from "node:crypto";
import type { ProgressResponse } from "@cria/spec";
import type { TestServer } from "../../api/test-server.ts";
import type { Timing } from "../timing.ts";

/** Patience for tests: what takes seconds takes milliseconds. */
export const quick: Timing = { answer: 1500, stall: 200, pause: 4, longestPause: 60, tries: 6 };

export type Step = Partial<ProgressResponse> & { error?: string };

/** Pulls over HTTP and gives the steps. */
export async function pull(server: TestServer, model: string, init: RequestInit = {}): Promise<Step[]> {
  return steps(await server.send("POST", "/api/pull", { model, insecure: true }, init));
}

export async function steps(response: Response): Promise<Step[]> {
  const text = await response.text();
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Step]));
}

/** The error that the last step tells; undefined after a success. Throws for any other end. */
export function errorOf(all: readonly Step[]): string | undefined {
  const last = all.at(-1);
  if (last?.error === undefined && last?.status !== "success") throw new Error(`no end: ${JSON.stringify(last)}`);
  return last.error;
}

/** Bytes that look like chance and depend on a seed, quickly. */
export function noise(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let block = createHash("sha512").update(`seed ${seed}`).digest();
  const unit = Buffer.concat(Array.from({ length: 1024 }, () => (block = createHash("sha512").update(block).digest())));
  for (let at = 0, round = 0; at < size; at += unit.length, round++) {
    bytes.set(unit.subarray(0, Math.min(unit.length, size - at)), at);
    new DataView(bytes.buffer).setUint16(Math.min(at, size - 2), round);
  }
  return bytes;
}
