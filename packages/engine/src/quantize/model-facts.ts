import type { Gguf } from "../gguf/header.ts";
import { getArray, getInteger, getString } from "../gguf/metadata.ts";

/** What the choice of tensor types asks of a model. */
export interface ModelFacts {
  readonly architecture: string;
  readonly layers: number;
  /** 0 for a model without experts. */
  readonly experts: number;
  /** Query heads per key head in the first layer; 0 where that has no key heads. */
  readonly headsPerKey: number;
  /** Whether llama.cpp counts it among the models of 70 billion parameters, by its layers. */
  readonly isSeventy: boolean;
}

const layersOfSeventy: Readonly<Record<string, number>> = { llama: 80, qwen2: 80, deci: 80, olmo: 80, jais2: 68 };

/** Reads the facts. Throws `GgufError` for metadata that is not there or wrong. */
export function modelFactsOf(gguf: Pick<Gguf, "metadata">): ModelFacts {
  const architecture = getString(gguf, "general.architecture");
  const count = (key: string) => firstInteger(gguf, `${architecture}.${key}`);
  const layers = count("block_count") ?? 0;
  const heads = count("attention.head_count") ?? 0;
  const keyHeads = count("attention.head_count_kv") ?? heads;
  const isSeventy = Object.hasOwn(layersOfSeventy, architecture) && layersOfSeventy[architecture] === layers;
  return {
    architecture,
    layers,
    experts: count("expert_count") ?? 0,
    headsPerKey: keyHeads === 0 ? 0 : Math.floor(heads / keyHeads),
    isSeventy: isSeventy && !(architecture === "llama" && heads === keyHeads),
  };
}

/** A number, or the first of an array of one per layer. */
function firstInteger(gguf: Pick<Gguf, "metadata">, key: string): number | undefined {
  if (gguf.metadata.get(key)?.type !== "array") return getInteger(gguf, key, undefined);
  const array = getArray(gguf, key);
  return array.elementType === "string" ? undefined : Number(array.value[0] ?? 0);
}
