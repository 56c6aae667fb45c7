import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { TestServer } from "./test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

const digestOf = (bytes: Uint8Array | string) => `sha256:${Bun.SHA256.hash(bytes, "hex")}`;
const blobs = () => readdir(join(server.folder, "models/blobs")).catch(() => []);

test("a blob is stored once", async () => {
  const digest = digestOf("once");
  expect((await server.send("HEAD", `/api/blobs/${digest}`)).status).toBe(404);
  const stored = await server.send("POST", `/api/blobs/${digest}`, "once");
  expect([stored.status, stored.headers.get("content-type"), await stored.text()]).toEqual([201, null, ""]);
  // The second body is not even looked at.
  expect((await server.send("POST", `/api/blobs/${digest}`, "something else")).status).toBe(200);
  const found = await server.send("HEAD", `/api/blobs/${digest}`);
  expect([found.status, found.headers.get("content-type")]).toEqual([200, null]);
  expect(await Bun.file(server.store.blobs.path(digest)).text()).toBe("once");
});

test("a missing blob is named, without a body", async () => {
  const digest = digestOf("missing");
  const response = await server.send("HEAD", `/api/blobs/${digest}`);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("content-length")).toBe(String(`{"error":"blob \\"${digest}\\" not found"}`.length));
});

test("an empty blob is a blob", async () => {
  expect((await server.send("POST", `/api/blobs/${digestOf("")}`)).status).toBe(201);
});

describe("another digest than the body's", () => {
  test("is refused, but the body is kept under its own", async () => {
    const response = await server.send("POST", `/api/blobs/${digestOf("claimed")}`, "sent");
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: `digest mismatch, expected "${digestOf("claimed")}", got "${digestOf("sent")}"`,
    });
    expect(await blobs()).toContain(digestOf("sent").replace(":", "-"));
    expect(await blobs()).not.toContain(digestOf("claimed").replace(":", "-"));
  });

  test.each([
    ["a dash", (digest: string) => digest.replace(":", "-")],
    ["capitals", (digest: string) => `sha256:${digest.slice(7).toUpperCase()}`],
  ])("includes one with %s", async (form, write) => {
    const response = await server.send("POST", `/api/blobs/${write(digestOf(form))}`, form);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("digest mismatch");
  });
});

test("what is no digest is refused, and nothing is written", async () => {
  const before = await blobs();
  const hostile = fc.oneof(
    fc.constantFrom("sha256:zz", "sha1:00", "..%2f..%2fx", "sha256:%00", "sha256-..", `sha256:${"a".repeat(63)}`),
    fc
      .string({ minLength: 1 })
      .filter((text) => !/^\.{1,2}$/.test(text))
      .map(encodeURIComponent),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (digest) => {
      const response = await server.send("POST", `/api/blobs/${digest}`, "x");
      // A slash makes it another path.
      expect([400, 404]).toContain(response.status);
    }),
    { numRuns: 50 },
  );
  expect(await blobs()).toEqual(before);
});

test("a body in many pieces is hashed as one", async () => {
  const pieces = Array.from({ length: 50 }, (_, index) => new Uint8Array(40_000).fill(index));
  const body = new ReadableStream({
    async start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const whole = Buffer.concat(pieces);
  expect((await server.send("POST", `/api/blobs/${digestOf(whole)}`, body)).status).toBe(201);
  expect(Buffer.compare(await Bun.file(server.store.blobs.path(digestOf(whole))).bytes(), whole)).toBe(0);
});

test("a client that leaves in the middle leaves nothing behind", async () => {
  const before = await blobs();
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  const head = `POST /api/blobs/${digestOf("never")} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n`;
  await new Promise((resolve) => socket.write(head + "x".repeat(100_000), resolve));
  while ((await blobs()).length === before.length) await Bun.sleep(5);
  socket.destroy();
  while ((await blobs()).length > before.length) await Bun.sleep(5);
  expect(await blobs()).toEqual(before);
});
