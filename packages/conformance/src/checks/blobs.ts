import { randomBytes } from "node:crypto";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat } from "../check/expect.ts";
import { digestOf, hasBlob, upload } from "./models/store.ts";

/** Content that no store has: a server may keep blobs of an earlier run. */
function fresh(): string {
  return `cria-conformance ${randomBytes(16).toString("hex")}`;
}

/** A blob that the suite has uploaded. */
function present(context: CheckContext): Promise<{ content: string; digest: string }> {
  return context.once("an uploaded blob", async () => {
    const content = fresh();
    expectStatus(await upload(context, content), 200, 201);
    return { content, digest: digestOf(content) };
  });
}

const hex = "0123456789abcdef".repeat(4);
const malformed = ["sha256:abc", hex, `sha256:${hex}0`, `md5:${hex}`, `sha256:${"g".repeat(64)}`, "no-digest"];

/** Paths that would lead out of the folder of blobs, if they were taken for names of files. */
const outside = [
  "..%2F..%2F..%2F..%2Fetc%2Fpasswd",
  `sha256:..%2F${"a".repeat(61)}`,
  "sha256-%2E%2E%2Fmanifests",
  "..%5C..%5Cx",
];

/** An upload under the digest of something else. */
async function mismatched(context: CheckContext) {
  const [content, digest] = [fresh(), digestOf(fresh())];
  return { answer: await upload(context, content, digest), digest, real: digestOf(content) };
}

export const blobs = [
  check("blobs.head.present", ["writes"], async (context) => {
    const { digest } = await present(context);
    expectStatus(await context.client.call("HEAD", `/api/blobs/${digest}`), 200);
  }),
  check("blobs.head.missing", [], async ({ client }) => {
    expectStatus(await client.call("HEAD", `/api/blobs/${digestOf(fresh())}`), 404);
  }),
  check("blobs.head.malformed", [], async ({ client }) => {
    for (const digest of malformed) expectStatus(await client.call("HEAD", `/api/blobs/${digest}`), 400);
  }),
  check("blobs.head.after-upload", ["writes"], async (context) => {
    const content = fresh();
    expectThat(!(await hasBlob(context, digestOf(content))), "a blob is there that nobody uploaded");
    expectStatus(await upload(context, content), 200, 201);
    expectThat(await hasBlob(context, digestOf(content)), "an uploaded blob is not there");
  }),
  check("blobs.post.created", ["writes"], async (context) => {
    const answer = await upload(context, fresh());
    expectThat(answer.status >= 200 && answer.status < 300, `an upload got status ${answer.status}`, answer);
  }),
  check("blobs.post.created-status", ["writes"], async (context) => expectStatus(await upload(context, fresh()), 201)),
  check("blobs.post.empty-body", ["writes"], async (context) => {
    const answer = await upload(context, fresh());
    expectEqual(answer.text, "", "the body", answer);
  }),
  check("blobs.post.present", ["writes"], async (context) => {
    const { content } = await present(context);
    expectStatus(await upload(context, content), 200);
  }),
  check("blobs.post.mismatch-status", ["writes"], async (context) => {
    expectStatus((await mismatched(context)).answer, 400);
  }),
  check("blobs.post.mismatch-text", ["writes"], async (context) => {
    const { answer, digest, real } = await mismatched(context);
    expectError(answer, 400, `digest mismatch, expected "${digest}", got "${real}"`);
  }),
  check("blobs.post.mismatch-not-stored", ["writes"], async (context) => {
    const { digest } = await mismatched(context);
    expectThat(!(await hasBlob(context, digest)), "content with another hash was stored under the digest");
  }),
  check("blobs.post.malformed", ["writes"], async (context) => {
    for (const digest of malformed) expectError(await upload(context, "x", digest), 400, "invalid digest format");
  }),
  check("blobs.post.chunked", ["writes"], async (context) => {
    const content = fresh();
    const [first, second] = [content.slice(0, 10), content.slice(10)];
    const chunks = [first, second, ""].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
    const path = `/api/blobs/${digestOf(content)}`;
    const headers = { "Transfer-Encoding": "chunked" };
    expectStatus(await context.client.call("POST", path, undefined, { raw: chunks.join(""), headers }), 200, 201);
    expectThat(await hasBlob(context, digestOf(content)), "a blob that was sent in chunks is not there");
  }),
  check("blobs.post.content-type-ignored", ["writes"], async (context) => {
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const content = fresh();
      const path = `/api/blobs/${digestOf(content)}`;
      const headers = { "Content-Type": type };
      expectStatus(await context.client.call("POST", path, undefined, { raw: content, headers }), 200, 201);
    }
  }),
  check("blobs.post.aborted", ["writes"], async (context) => {
    const content = fresh();
    const digest = digestOf(content);
    // More is announced than ever comes; then the client leaves.
    const headers = { "Content-Length": String(content.length) };
    const options = { raw: content.slice(0, 20), headers, time: 60 };
    await context.client.exchange("POST", `/api/blobs/${digest}`, undefined, options);
    expectThat(!(await hasBlob(context, digest)), "an upload that broke off was stored");
  }),
  check("blobs.digest.colon", ["writes"], async (context) => {
    for (const digest of malformed) {
      const answer = await context.client.call("HEAD", `/api/blobs/${digest}`);
      expectThat(answer.status >= 400, `${digest} is taken for a digest`, answer);
    }
    const { digest } = await present(context);
    expectStatus(await context.client.call("HEAD", `/api/blobs/${digest}`), 200);
  }),
  check("blobs.digest.percent-encoded", ["writes"], async (context) => {
    const { digest } = await present(context);
    expectStatus(await context.client.call("HEAD", `/api/blobs/${digest.replace(":", "%3A")}`), 200);
  }),
  check("blobs.digest.traversal", ["writes"], async (context) => {
    for (const path of outside) {
      for (const method of ["HEAD", "POST"]) {
        const raw = method === "POST" ? "cria-conformance" : undefined;
        const answer = await context.client.call(method, `/api/blobs/${path}`, undefined, { raw });
        expectThat(answer.status >= 300, `${method} of ${path} got status ${answer.status}`, answer);
      }
    }
  }),
];
