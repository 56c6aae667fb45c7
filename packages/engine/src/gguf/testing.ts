/** What the tests of model files share. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { u32, u64, utf8String } from "./encode-value.ts";
import { type Gguf, readGguf } from "./reader.ts";

const repository = resolve(import.meta.dirname, "../../../..");
const fixtures = process.env.CRIA_FIXTURES ?? resolve(repository, "../shared/fixtures");
const recordings = process.env.CRIA_RECORDINGS ?? resolve(repository, "../shared/recordings");

/** A real model of 260,000 parameters; lies beside the repository, if at all. */
export const storiesPath = join(fixtures, "stories260k/stories260k-f32.gguf");
export const storiesAbsent = !existsSync(storiesPath);

/** Exchanges with an Ollama server; lie beside the repository, if at all. */
export const recordingPath = join(recordings, "ollama-0.33.0-rc2.json");
export const recordingAbsent = !existsSync(recordingPath);

/** A path in a new folder that is removed when the test's scope ends. */
export function temporaryFile(): { path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "cria-gguf-"));
  return { path: join(folder, "model.gguf"), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** Reads bytes as a file. */
export async function readBytes(bytes: Uint8Array): Promise<Gguf> {
  using file = temporaryFile();
  writeFileSync(file.path, bytes);
  return await readGguf(file.path);
}

/** The parts of a header, each of which a test may falsify. */
export interface RawHeader {
  magic?: string;
  version?: number;
  tensorCount?: number | bigint;
  pairCount?: number | bigint;
  /** Key-value pairs, encoded. */
  pairs?: readonly Uint8Array[];
  /** Tensor infos, encoded. */
  infos?: readonly Uint8Array[];
  /** Bytes of zeros behind the header. */
  dataBytes?: number;
}

/** A GGUF file made of raw parts; counts are right unless given. */
export function rawGguf(header: RawHeader): Uint8Array {
  const { magic = "GGUF", version = 3, pairs = [], infos = [], dataBytes = 0 } = header;
  return Buffer.concat([
    new TextEncoder().encode(magic),
    u32(version),
    u64(header.tensorCount ?? infos.length),
    u64(header.pairCount ?? pairs.length),
    ...pairs,
    ...infos,
    new Uint8Array(dataBytes),
  ]);
}

/** A key-value pair: key, type id, value. */
export function rawPair(key: string, typeId: number, ...value: Uint8Array[]): Uint8Array {
  return Buffer.concat([utf8String(key), u32(typeId), ...value]);
}

/** A tensor info; by default of 32 F32 elements at the start of the data. */
export function rawTensor(
  name: string,
  {
    dims = [32n],
    type = 0,
    offset = 0n,
    rank = dims.length,
  }: { dims?: bigint[]; type?: number; offset?: bigint; rank?: number } = {},
): Uint8Array {
  return Buffer.concat([utf8String(name), u32(rank), ...dims.map(u64), u32(type), u64(offset)]);
}
