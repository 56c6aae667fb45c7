import { isRecord } from "../check/expect.ts";
import { mapElements, without } from "./changes.ts";
import type { Mutant } from "./mutant.ts";
import { bodies, requests } from "./protocols.ts";

/** Mutants of embeddings in OpenAI's protocol. */
export const openaiEmbeddings: readonly Mutant[] = [
  {
    id: "openai-embeddings-base64-ignored",
    bug: "`encoding_format` is ignored, and the openai package decodes numbers to garbage.",
    killedBy: ["openai-embeddings.base64", "openai-embeddings.base64-equals-float", "openai-embeddings.base64-padded"],
    request: requests("openaiEmbeddings", (body) => without(body, "encoding_format")),
  },
  {
    id: "openai-embeddings-big-endian",
    bug: "The base64 is of big-endian numbers.",
    killedBy: ["openai-embeddings.base64-equals-float"],
    answer: vectors((vector) =>
      typeof vector === "string" ? Buffer.from(vector, "base64").swap32().toString("base64") : vector,
    ),
  },
  {
    id: "openai-embeddings-float64",
    bug: "The base64 is of numbers of 64 bits.",
    killedBy: ["openai-embeddings.base64-equals-float"],
    answer: vectors((vector) => {
      if (typeof vector !== "string") return vector;
      const floats = new Float32Array(Uint8Array.from(Buffer.from(vector, "base64")).buffer);
      return Buffer.from(Float64Array.from(floats).buffer).toString("base64");
    }),
  },
  {
    id: "openai-embeddings-flattened",
    bug: "Several texts give one vector that holds all of theirs.",
    seenIn: "QuantumNous/new-api#1319",
    killedBy: ["openai-embeddings.one-per-input", "openai-embeddings.not-flattened"],
    answer: bodies("openaiEmbeddings", (body) => {
      const data = Array.isArray(body.data) ? body.data.filter(isRecord) : [];
      if (data.some(({ embedding }) => typeof embedding === "string")) return body;
      return { ...body, data: [{ object: "embedding", index: 0, embedding: data.flatMap((each) => each.embedding) }] };
    }),
  },
  {
    id: "openai-embeddings-shuffled",
    bug: "Vectors come in the order in which they were made, not in that of the texts.",
    killedBy: ["openai-embeddings.index"],
    answer: bodies("openaiEmbeddings", (body) => ({
      ...body,
      data: Array.isArray(body.data) ? body.data.toReversed() : [],
    })),
  },
  {
    id: "openai-embeddings-cut-unnormalised",
    bug: "A vector cut by `dimensions` keeps its shorter length.",
    killedBy: ["openai-embeddings.dimensions-normalised"],
    answer: vectors((vector) => (Array.isArray(vector) && vector.length === 4 ? vector.map((v) => v / 2) : vector)),
  },
  {
    id: "openai-embeddings-string-as-characters",
    bug: "A string is read as a list of its characters.",
    killedBy: ["openai-embeddings.string-input", "openai-embeddings.string-equals-list"],
    request: requests("openaiEmbeddings", (body) =>
      typeof body.input === "string" ? { ...body, input: [...body.input] } : body,
    ),
  },
];

function vectors(change: (embedding: unknown) => unknown) {
  return bodies("openaiEmbeddings", (body) =>
    mapElements(body, "data", (entry) => ({ ...entry, embedding: change(entry.embedding) })),
  );
}
