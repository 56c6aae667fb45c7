import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { type TensorTypeName, tensorTypeNamed } from "../gguf/tensor-types.ts";
import type { ModelFacts } from "./model-facts.ts";
import { isQuantizable } from "./quantizable.ts";
import type { Quantization } from "./quantization.ts";

type Named = Pick<GgufTensor, "name" | "dims">;

/** Formats of blocks of 256 or 64, and what stands in for them where rows aren't whole blocks. */
const standIns: Partial<Record<TensorTypeName, TensorTypeName>> = {
  IQ4_XS: "IQ4_NL",
  Q2_0: "Q4_0",
  Q2_K: "Q4_0",
  Q3_K: "Q4_0",
  TQ1_0: "Q4_0",
  TQ2_0: "Q4_0",
  Q4_K: "Q5_0",
  Q5_K: "Q5_1",
  Q6_K: "Q8_0",
};

const fits = (tensor: Named, type: TensorTypeName) => (tensor.dims[0] ?? 1) % tensorTypeNamed(type).blockSize === 0;

function fallback(tensor: Named, type: TensorTypeName): TensorTypeName {
  if (fits(tensor, type)) return type;
  const other = standIns[type] ?? type;
  return fits(tensor, other) ? other : "F16";
}

/** Layers at both ends, and every third between them. */
function getsMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

/**
 * Gives each tensor, in this order, the type that llama-quantize gives it; undefined for one that stays as it is. The
 * rules are those of llama-quant.cpp, build 11669, for models without an importance matrix.
 */
export function chooseTypes(
  tensors: readonly Named[],
  facts: ModelFacts,
  quantization: Quantization,
): (TensorTypeName | undefined)[] {
  const mixture = new Mixture(tensors, facts, quantization);
  const isFloat = tensorTypeNamed(quantization.base).blockSize === 1;
  return tensors.map((tensor) => {
    if (!isQuantizable(tensor)) return undefined;
    return isFloat ? quantization.base : fallback(tensor, mixture.typeOf(tensor));
  });
}

const isValue = (name: string) => /attn_(?:v|qkv|kv_b)\.weight/.test(name);

/** The rules that count what they have seen: `typeOf` is asked once for each tensor, in order. */
class Mixture {
  readonly #facts: ModelFacts;
  readonly #quantization: Quantization;
  readonly #isTied: boolean;
  readonly #values: number;
  #valuesSeen = 0;
  #downsSeen = 0;

  constructor(tensors: readonly Named[], facts: ModelFacts, quantization: Quantization) {
    this.#facts = facts;
    this.#quantization = quantization;
    this.#isTied = !tensors.some(({ name }) => name === "output.weight");
    this.#values = tensors.filter(({ name }) => isValue(name)).length;
  }

  typeOf(tensor: Named): TensorTypeName {
    const { name } = tensor;
    const isEmbedding = name === "token_embd.weight" || name === "per_layer_token_embd.weight";
    if (name === "output.weight" || (isEmbedding && this.#isTied)) return this.#headType(tensor);
    if (this.#quantization.name === "MXFP4_MOE") return (tensor.dims[2] ?? 1) > 1 ? "MXFP4" : "Q8_0";
    if (isEmbedding) return this.#embeddingType();
    if (isValue(name)) return this.#valueType();
    if (name.includes("attn_k.weight") && this.#facts.experts === 8) return "Q8_0";
    if (name.includes("ffn_down")) return this.#downType(name);
    if (name.includes("attn_output.weight")) return this.#outputType();
    return this.#quantization.base;
  }

  #headType(tensor: Named): TensorTypeName {
    const { name, base } = this.#quantization;
    const isEight = name === "MXFP4_MOE" || this.#facts.architecture === "falcon" || base === "Q8_0";
    return isEight || !fits(tensor, base) ? "Q8_0" : "Q6_K";
  }

  #embeddingType(): TensorTypeName {
    const { name, base } = this.#quantization;
    return name === "TQ1_0" || name === "TQ2_0" || name === "Q2_0" ? "Q4_K" : base;
  }

  #valueType(): TensorTypeName {
    const type = this.#plainValueType(this.#valuesSeen++);
    if (this.#facts.experts === 8) return "Q8_0";
    return this.#facts.isSeventy && (type === "Q3_K" || type === "Q4_K") ? "Q5_K" : type;
  }

  #plainValueType(index: number): TensorTypeName {
    const { name, base } = this.#quantization;
    const shared = this.#facts.headsPerKey >= 4;
    switch (name) {
      case "Q2_K":
        return shared ? "Q4_K" : "Q3_K";
      case "Q3_K_M":
        return index < 2 ? "Q5_K" : "Q4_K";
      case "Q3_K_L":
        return "Q5_K";
      case "IQ4_NL":
      case "IQ4_XS":
        return shared ? "Q5_K" : base;
      case "Q4_K_M":
      case "Q5_K_M":
        return getsMoreBits(index, this.#values) ? "Q6_K" : base;
      case "Q4_K_S":
        return index < 4 ? "Q5_K" : base;
      default:
        return base;
    }
  }

  #downType(tensorName: string): TensorTypeName {
    const { name, base } = this.#quantization;
    const { layers, experts } = this.#facts;
    const seen = this.#downsSeen++;
    const layer = experts > 1 ? Number(/^blk\.(\d+)\./.exec(tensorName)?.[1] ?? seen) : seen;
    const isFalcon = this.#facts.architecture === "falcon";
    const more = getsMoreBits(layer, layers);
    const isFirstEighth = layer < Math.floor(layers / 8);
    const isFirstSixteenth = layer < Math.floor(layers / 16);
    switch (name) {
      case "Q2_K":
        return "Q3_K";
      case "Q3_K_M":
        return isFirstSixteenth ? "Q5_K" : !isFalcon || more ? "Q4_K" : "Q3_K";
      case "Q3_K_L":
        return isFalcon ? "Q4_K" : "Q5_K";
      case "Q4_K_M":
        if (isFalcon) return isFirstSixteenth ? "Q6_K" : more ? "Q5_K" : "Q4_K";
        return more ? "Q6_K" : base;
      case "IQ4_NL":
      case "IQ4_XS":
        return isFirstEighth ? "Q5_K" : base;
      case "Q5_K_M":
        return more ? "Q6_K" : base;
      case "Q4_K_S":
        return !isFalcon && isFirstEighth ? "Q5_K" : base;
      default:
        return base;
    }
  }

  #outputType(): TensorTypeName {
    const { name, base } = this.#quantization;
    if (this.#facts.architecture === "falcon") return name === "Q3_K_L" ? "Q4_K" : base;
    if (this.#facts.experts === 8) return mixedForEight.has(name) ? "Q5_K" : base;
    return ({ Q2_K: "Q3_K", Q3_K_M: "Q4_K", Q3_K_L: "Q5_K" } as const)[name as "Q2_K"] ?? base;
  }
}

/** Mixtures that give the attention's output five bits in a model of eight experts. */
const mixedForEight = new Set(["Q2_K", "Q3_K_S", "Q3_K_M", "IQ4_NL", "Q4_K_S", "Q4_K_M", "IQ4_XS"]);
