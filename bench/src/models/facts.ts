import { type Gguf, type GgufTensor, getArray, getInteger, getString, readGguf } from "@cria/engine";

/** What the measurements need to know of a model. */
export interface ModelFacts {
  /** Tokens that may be asked for. */
  readonly vocabSize: number;
  /** The longest context that the model was trained for. */
  readonly contextLength: number;
  /** Number of weights. */
  readonly parameters: number;
  readonly fileBytes: number;
  /** Bytes of weights that a token of one slot must read. */
  readonly bytesPerToken: number;
  /** Types of its matrices, those of the most weights first. */
  readonly types: readonly string[];
}

/** Reads a GGUF file's header. Throws GgufError. */
export async function readFacts(path: string): Promise<ModelFacts> {
  const gguf = await readGguf(path);
  const tensors = [...gguf.tensors.values()];
  const architecture = getString(gguf, "general.architecture");
  return {
    vocabSize: getArray(gguf, "tokenizer.ggml.tokens").value.length,
    contextLength: getInteger(gguf, `${architecture}.context_length`),
    parameters: tensors.filter(isWeight).reduce((sum, { elementCount }) => sum + elementCount, 0),
    fileBytes: gguf.fileSize,
    bytesPerToken: bytesPerToken(gguf, tensors, architecture),
    types: typesOf(tensors),
  };
}

/** Rotary factors are part of no matrix product and of no count of parameters. */
function isWeight({ name }: GgufTensor): boolean {
  return !name.startsWith("rope_");
}

function bytesPerToken(gguf: Gguf, tensors: readonly GgufTensor[], architecture: string): number {
  const experts = getInteger(gguf, `${architecture}.expert_count`, 0);
  const active = experts > 0 ? getInteger(gguf, `${architecture}.expert_used_count`, experts) / experts : 1;
  const tied = !gguf.tensors.has("output.weight");
  let bytes = 0;
  for (const { name, byteLength } of tensors) {
    // Of an embedding, a token reads one row, unless the table is the head, too.
    if (name === "token_embd.weight" && !tied) continue;
    bytes += name.includes("_exps.") ? byteLength * active : byteLength;
  }
  return bytes;
}

function typesOf(tensors: readonly GgufTensor[]): string[] {
  const weights = new Map<string, number>();
  for (const { type, dims, elementCount } of tensors) {
    if (dims.length > 1) weights.set(type.name, (weights.get(type.name) ?? 0) + elementCount);
  }
  return [...weights].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
}
