import { empty, type FakeAnswer, failure } from "../answer.ts";
import { type FakeState, hash } from "../state.ts";
import { Fail } from "./fail.ts";

function checked(digest: string): string {
  if (!/^sha256[:-][0-9a-fA-F]{64}$/.test(digest)) throw new Fail(400, "invalid digest format");
  return digest.replace("-", ":");
}

export function blobExists(digest: string, state: FakeState): FakeAnswer {
  return state.blobs.has(checked(digest)) ? empty(200) : failure(404, `blob "${digest}" not found`);
}

export function blobUpload(digest: string, bytes: Uint8Array, state: FakeState): FakeAnswer {
  if (state.blobs.has(checked(digest))) return empty(200);
  const real = `sha256:${hash(bytes)}`;
  state.blobs.set(real, bytes);
  if (real !== digest) throw new Fail(400, `digest mismatch, expected "${digest}", got "${real}"`);
  return empty(201);
}
