import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { writeHashed } from "./write-hashed.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cria-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Bytes that differ from place to place. */
const content = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) & 255);
const digestOf = (bytes: Uint8Array) => `sha256:${Bun.SHA256.hash(bytes, "hex")}`;

test("a file of any size, in chunks of any size, is written and hashed as it is, also where a buffer is used again", async () => {
  const size = fc.oneof(fc.nat(100), fc.nat(3_000_000), fc.constantFrom(0, 2 ** 18, 2 ** 18 + 1, 2 ** 20, 2 ** 21));
  let file = 0;
  await fc.assert(
    fc.asyncProperty(size, fc.integer({ min: 1, max: 400_000 }), async (length, chunk) => {
      const bytes = content(length);
      const path = join(folder, String(file++));
      const buffer = new Uint8Array(chunk);
      const chunks = async function* () {
        for (let at = 0; at < length; at += chunk) {
          const part = bytes.subarray(at, at + chunk);
          buffer.set(part);
          yield buffer.subarray(0, part.length);
          buffer.fill(0);
        }
      };
      expect(await writeHashed(path, chunks())).toEqual({ digest: digestOf(bytes), size: length });
      expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
      expect(statSync(path).mode & 0o777).toBe(0o644);
    }),
    { numRuns: 40 },
  );
});

test("many at once do not mix", async () => {
  const sizes = Array.from({ length: 12 }, (_, at) => 500_000 + at * 100_000);
  const written = sizes.map((size, at) => writeHashed(join(folder, String(at)), [content(size), content(at)]));
  for (const [at, { digest }] of (await Promise.all(written)).entries()) {
    expect(digest).toBe(digestOf(Buffer.concat([content(sizes[at]!), content(at)])));
  }
});

test("what the chunks throw comes through, and the next file is not harmed", async () => {
  const broken = async function* () {
    yield content(600_000);
    throw new Error("the client left");
  };
  for (let round = 0; round < 5; round++) {
    await expect(writeHashed(join(folder, `broken-${round}`), broken())).rejects.toThrow("the client left");
    const { digest } = await writeHashed(join(folder, `whole-${round}`), [content(600_000)]);
    expect(digest).toBe(digestOf(content(600_000)));
  }
  expect(readdirSync(folder)).toHaveLength(10);
});

test.each([[100], [600_000]])(
  "a file of %d bytes that is there already, or has no folder, is an error",
  async (size) => {
    await Bun.write(join(folder, "there"), "");
    await expect(writeHashed(join(folder, "there"), [content(size)])).rejects.toThrow(/there: /);
    await expect(writeHashed(join(folder, "no", "folder"), [content(size)])).rejects.toThrow(
      "no such file or directory",
    );
  },
);
