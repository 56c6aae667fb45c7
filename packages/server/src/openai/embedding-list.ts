import type { EmbeddingList, EmbedResponse } from "@cria/spec";

export type Encoding = "float" | "base64";

/** Vectors in OpenAI's form. As base64, each is its little-endian 32-bit floats. */
export function toEmbeddingList(model: string, answer: EmbedResponse, encoding: Encoding): EmbeddingList {
  const tokens = answer.prompt_eval_count ?? 0;
  return {
    object: "list",
    data: answer.embeddings.map((vector, index) => ({
      object: "embedding",
      embedding: encoding === "base64" ? toBase64(vector) : vector,
      index,
    })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, 4 * index);
  return bytes.toString("base64");
}
