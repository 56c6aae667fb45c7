import { describe, expect, test } from "bun:test";
import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { decoded } from "./content-encoding.ts";

const refused = { status: 400, message: "failed to decompress request body" };

describe("zstd", () => {
  test("gives back what was compressed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect([...(await decoded(zstdCompressSync(bytes), "zstd"))]).toEqual([...bytes]);
      }),
    );
  });

  test("of something else is refused", async () => {
    await expect(decoded(new TextEncoder().encode("{}"), "zstd")).rejects.toMatchObject(refused);
  });

  test("may become 20 MiB, and no more", async () => {
    const most = 20 * 2 ** 20;
    expect((await decoded(zstdCompressSync(Buffer.alloc(most)), "zstd")).length).toBe(most);
    await expect(decoded(zstdCompressSync(Buffer.alloc(most + 1)), "zstd")).rejects.toMatchObject(refused);
  });

  test("with a window above 8 MiB is refused", async () => {
    const params = { [constants.ZSTD_c_windowLog]: 24 };
    const wide = zstdCompressSync(Buffer.alloc(17 * 2 ** 20), { params });
    await expect(decoded(wide, "zstd")).rejects.toMatchObject(refused);
  });
});

test.each([null, "", "identity", "gzip", "ZSTD"])("a body of the encoding %p stays what it is", async (encoding) => {
  const bytes = new TextEncoder().encode("{}");
  expect(await decoded(bytes, encoding)).toBe(bytes);
});
