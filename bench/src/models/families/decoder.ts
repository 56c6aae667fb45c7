import type { Part, Shape } from "../shape.ts";
import { f32, type Keys, u32 } from "../values.ts";
import { type AttentionSizes, type ExpertSizes, matrix, type Names, norm } from "./parts.ts";

/** The sizes that all families have, as GGUF's metadata names them. */
export interface DecoderSizes extends AttentionSizes {
  readonly id: string;
  readonly title: string;
  readonly blockCount: number;
  readonly feedForwardLength: number;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly ropeTheta: number;
}

/** What a family adds to them. */
export interface DecoderFamily {
  readonly architecture: string;
  /** Tensors of a layer. */
  readonly block: (w: Names, block: number) => Part[];
  readonly keys?: Keys;
  /** Tensors of the whole model besides the embedding, the last norm and the head. */
  readonly others?: readonly Part[];
  /** Whether there is an `output.weight`; otherwise the head is the embedding. */
  readonly hasHead?: boolean;
  /** Channels of a head that rotate, where those aren't all. */
  readonly ropeDim?: number;
}

/** A decoder-only model. */
export function decoder(sizes: DecoderSizes, family: DecoderFamily): Shape {
  const { id, title, blockCount, embeddingLength: hidden, vocabSize } = sizes;
  const { architecture, block, keys = {}, others = [], hasHead = false, ropeDim = sizes.headDim } = family;
  const blocks = Array.from({ length: blockCount }, (_, index) => block((name) => `blk.${index}.${name}`, index));
  // An embedding that is no head may stay larger than what layers add to it, so that routers tell tokens apart.
  const embedding = { ...matrix("token_embd.weight", hidden, vocabSize), ...(hasHead && { deviation: 1 }) };
  return {
    id,
    title,
    architecture,
    vocabSize,
    keys: {
      block_count: u32(blockCount),
      context_length: u32(sizes.contextLength),
      embedding_length: u32(hidden),
      feed_forward_length: u32(sizes.feedForwardLength),
      "attention.head_count": u32(sizes.headCount),
      "attention.head_count_kv": u32(sizes.headCountKv),
      "attention.key_length": u32(sizes.headDim),
      "attention.value_length": u32(sizes.headDim),
      "attention.layer_norm_rms_epsilon": f32(1e-5),
      "rope.dimension_count": u32(ropeDim),
      "rope.freq_base": f32(sizes.ropeTheta),
      vocab_size: u32(vocabSize),
      ...keys,
    },
    parts: [
      embedding,
      ...others,
      ...blocks.flat(),
      norm("output_norm.weight", hidden),
      ...(hasHead ? [matrix("output.weight", hidden, vocabSize)] : []),
    ],
  };
}

/** The keys of models with experts. */
export function expertKeys({ count, used, feedForwardLength }: ExpertSizes): Keys {
  return {
    expert_count: u32(count),
    expert_used_count: u32(used),
    expert_feed_forward_length: u32(feedForwardLength),
  };
}
