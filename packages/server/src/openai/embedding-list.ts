import { encodeVectors } from "../http/vector-json.ts";

export type Encoding = "float" | "base64";

/** Vectors in OpenAI's form. As base64, each is its little-endian 32-bit floats. */
export async function toEmbeddingList(
  model: string,
  { vectors, tokens }: { readonly vectors: readonly Float32Array[]; readonly tokens: number },
  encoding: Encoding,
) {
  const encoded = encoding === "base64" ? vectors.map(toBase64) : await encodeVectors(vectors);
  return {
    object: "list",
    data: encoded.map((embedding, index) => ({ object: "embedding", embedding, index })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** Every machine that this runs on is little-endian. */
function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
