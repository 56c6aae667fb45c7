import { createHash } from "node:crypto";
import type { CheckContext } from "../../check/context.ts";
import { expectStatus, expectThat } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { readTinyModel } from "../../target/tiny-model.ts";
import { type Fields, list, show, textOf, wholeName } from "../store/entries.ts";

type Body = Readonly<Record<string, unknown>>;

/** Asks for a model made of the one that is asked, with a name of the check's own. */
export function create(context: CheckContext, body: Body = {}): Promise<Answer> {
  return context.client.post("/api/create", { model: context.scratch.name(), from: context.model, ...body });
}

/** Copies a model. */
export function copy({ client }: CheckContext, source: string, destination: string): Promise<Answer> {
  return client.post("/api/copy", { source, destination });
}

/** Makes a copy of a model under a name of the check's own, which is returned. */
export async function copied(context: CheckContext, source = context.model): Promise<string> {
  const name = context.scratch.name();
  expectStatus(await copy(context, source, name), 200);
  return name;
}

/** Deletes a model, named in `model` or as `body` says. */
export function remove({ client }: CheckContext, name: string, body: Body = { model: name }): Promise<Answer> {
  return client.call("DELETE", "/api/delete", body);
}

/** Deletes a model that is there. */
export async function removed(context: CheckContext, name: string): Promise<void> {
  expectStatus(await remove(context, name), 200);
}

/** The entry of a model in the list; undefined if it is not there. */
export async function entryOf(context: CheckContext, name: string): Promise<Fields | undefined> {
  const { answer, models } = await list(context);
  return models.find((entry) => wholeName(textOf(entry, "name", answer)) === wholeName(name));
}

/** A text field of a model's entry in the list. */
export async function listedField(context: CheckContext, name: string, field: string): Promise<unknown> {
  const entry = await entryOf(context, name);
  expectThat(entry !== undefined, `${name} is not in the list of models`);
  return entry[field];
}

/** A field of what show says of a model. */
export async function shownField(context: CheckContext, name: string, field: string): Promise<unknown> {
  return (await show(context, name)).body[field];
}

/** The lines of the Modelfile that show gives. */
export async function modelfileOf(context: CheckContext, name: string): Promise<string> {
  const { answer, body } = await show(context, name);
  return textOf(body, "modelfile", answer);
}

/** Digest of a text or of bytes. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** Whether the store has a blob. */
export async function hasBlob({ client }: CheckContext, digest: string): Promise<boolean> {
  const answer = await client.call("HEAD", `/api/blobs/${digest}`);
  expectStatus(answer, 200, 404);
  return answer.status === 200;
}

/** Uploads content under a digest, by default its own. */
export function upload(
  { client }: CheckContext,
  content: string | Uint8Array,
  digest = digestOf(content),
): Promise<Answer> {
  return client.call("POST", `/api/blobs/${digest}`, undefined, { raw: content });
}

/** Uploads content and returns its digest. */
export async function uploaded(context: CheckContext, content: string | Uint8Array): Promise<string> {
  expectStatus(await upload(context, content), 200, 201);
  return digestOf(content);
}

/** Largest file of a model that is imported once more, in bytes. */
const LARGEST = 100_000_000;

/**
 * Digest of a GGUF file in the store that is quick to import: that of the model to ask, or the suite's own model. Throws
 * {@link NotApplicable} if there is none.
 */
export async function ggufDigest(context: CheckContext): Promise<string> {
  const size = context.models.known.find(({ name }) => wholeName(name) === wholeName(context.model))?.size;
  const file = /^FROM .*sha256[:-]([0-9a-f]{64})$/m.exec(await modelfileOf(context, context.model))?.[1];
  const own = `sha256:${file}`;
  // A model may lie outside the store of blobs.
  if (file !== undefined && size !== undefined && size <= LARGEST && (await hasBlob(context, own))) return own;
  const tiny = await context.once("the suite's own model", async () => readTinyModel());
  // Deleting the last model that is made of it deletes the file too.
  if (tiny !== undefined) return uploaded(context, tiny.weights);
  throw new NotApplicable("there is no small GGUF file to import: none comes with this build, and the model is large");
}

/** Creates a model of a GGUF file and returns its name. */
export async function imported(context: CheckContext, body: Body = {}): Promise<string> {
  const files = { "model.gguf": await ggufDigest(context) };
  return context.createModel({ from: undefined, files, ...body });
}
