/** Numbers of GGUF's types of values. */
const [UINT32, STRING, UINT64] = [4, 8, 10] as const;

/** A GGUF file (version 3) with metadata and no tensor: what a store can read of a model without being able to run it. */
export function metadataGguf(architecture: string): Uint8Array {
  const metadata = [
    entry("general.architecture", STRING, text(architecture)),
    entry("general.file_type", UINT32, number32(7)),
    entry("general.parameter_count", UINT64, number64(1_000_000)),
    entry(`${architecture}.context_length`, UINT32, number32(8192)),
    entry(`${architecture}.embedding_length`, UINT32, number32(8)),
  ];
  const head = [Buffer.from("GGUF"), number32(3), number64(0), number64(metadata.length)];
  return Buffer.concat([...head, ...metadata]);
}

function entry(key: string, type: number, value: Buffer): Buffer {
  return Buffer.concat([text(key), number32(type), value]);
}

/** Length in bytes and UTF-8. */
function text(value: string): Buffer {
  return Buffer.concat([number64(Buffer.byteLength(value)), Buffer.from(value)]);
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function number64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
