import type { Activations } from "./activations.ts";
import type { DecoderGraph } from "./decoder-graph.ts";
import { ArchitectureError } from "./error.ts";
import { expectWidth } from "./operators.ts";

/** A causal convolution over the latest tokens, channel by channel. */
export interface ShortConv {
  /** Names its state. */
  readonly layer: number;
  /** Tensor `[kernel, channels]`; a bias of that name is used where the file has it. */
  readonly name: string;
  readonly isActivated: boolean;
}

/** The longest kernel that the operator computes (`native/kernels/short-conv.h`). */
const mostTaps = 16;

/** y_t = Σ_j w_j · x_(t − kernel + 1 + j) + b, then SiLU if that is asked for (`native/operators/short-conv.h`). */
export function shortConv(g: DecoderGraph, x: Activations, { layer, name, isActivated }: ShortConv): Activations {
  const { value: weight, shape } = g.weights.array(`${name}.weight`);
  const [channels = 0, kernel = 0] = shape;
  if (shape.length !== 2 || channels !== x.width || kernel < 2 || kernel > mostTaps) {
    throw new ArchitectureError(`tensor ${name}.weight has the shape [${shape.toReversed()}]`);
  }
  const bias = g.weights.has(`${name}.bias`) ? g.weights.vector(`${name}.bias`) : undefined;
  if (bias) expectWidth(`tensor ${name}.bias`, bias, channels);
  const attributes = { activation: isActivated ? "silu" : "" };
  const state = { kind: "recurrent" as const, name: `conv.${layer}`, shape: [kernel - 1, channels] };
  const { past, present } = g.declareState(state);
  const outputs = [`conv.${layer}`, ...present];
  const [y, next] = g.graph.node("ShortConv", [x, weight, bias, ...past, g.lengths], attributes, outputs);
  g.keepState(state, [next!]);
  return { ...y!, width: x.width };
}

export interface DeltaSizes {
  readonly layer: number;
  readonly keyHeads: number;
  readonly keyDim: number;
  readonly valueHeads: number;
  readonly valueDim: number;
  /** Which head of keys a head of values uses: h mod keyHeads, or h / (valueHeads / keyHeads). */
  readonly repeat: "tiled" | "interleaved";
}

export interface DeltaInputs {
  /** `keyHeads · keyDim` wide. */
  readonly q: Activations;
  readonly k: Activations;
  /** `valueHeads · valueDim` wide. */
  readonly v: Activations;
  /** Logarithm of what the state keeps, per head of values (or per channel of its keys). */
  readonly decay: Activations;
  /** How much of the difference is learned, per head of values. */
  readonly beta: Activations;
}

/** The gated delta rule (Yang et al. 2024, arXiv 2412.06464; `native/operators/gated-delta.h`). */
export function gatedDelta(g: DecoderGraph, sizes: DeltaSizes, { q, k, v, decay, beta }: DeltaInputs): Activations {
  const { layer, keyHeads, keyDim, valueHeads, valueDim, repeat } = sizes;
  if (keyHeads < 1 || valueHeads % keyHeads !== 0) {
    throw new ArchitectureError(`${valueHeads} heads of values are no multiple of ${keyHeads} heads of keys`);
  }
  for (const keys of [q, k]) expectWidth(`layer ${layer}'s keys`, keys, keyHeads * keyDim);
  expectWidth(`layer ${layer}'s values`, v, valueHeads * valueDim);
  expectWidth(`layer ${layer}'s beta`, beta, valueHeads);
  if (decay.width !== valueHeads) expectWidth(`layer ${layer}'s decay`, decay, valueHeads * keyDim);
  const split = (x: Activations, heads: number, width: number) => g.reshape(x, [0, 0, heads, width], width);
  const state = { kind: "recurrent" as const, name: `delta.${layer}`, shape: [valueHeads, keyDim, valueDim] };
  const { past, present } = g.declareState(state);
  const [y, next] = g.graph.node(
    "GatedDelta",
    [
      split(q, keyHeads, keyDim),
      split(k, keyHeads, keyDim),
      split(v, valueHeads, valueDim),
      decay.width === valueHeads ? decay : split(decay, valueHeads, keyDim),
      beta,
      ...past,
      g.lengths,
    ],
    { scale: { float: 1 / Math.sqrt(keyDim) }, repeat },
    [`delta.${layer}`, ...present],
  );
  g.keepState(state, [next!]);
  return g.reshape(y!, [0, 0, valueHeads * valueDim], valueHeads * valueDim);
}

export interface ScanSizes {
  readonly layer: number;
  readonly heads: number;
  readonly headDim: number;
  readonly groups: number;
  readonly stateDim: number;
}

export interface ScanInputs {
  /** `heads · headDim` wide. */
  readonly x: Activations;
  /** One per head, before its bias and softplus. */
  readonly dt: Activations;
  /** `groups · stateDim` wide. */
  readonly b: Activations;
  readonly c: Activations;
  /** Tensors `[heads]`. */
  readonly a: Activations;
  readonly d?: Activations | undefined;
  readonly dtBias?: Activations | undefined;
}

/** Mamba 2's selective scan (Dao and Gu 2024, arXiv 2405.21060; `native/operators/selective-scan.h`). */
export function selectiveScan(
  g: DecoderGraph,
  sizes: ScanSizes,
  { x, dt, b, c, a, d, dtBias }: ScanInputs,
): Activations {
  const { layer, heads, headDim, groups, stateDim } = sizes;
  if (groups < 1 || heads % groups !== 0)
    throw new ArchitectureError(`${heads} heads are no multiple of ${groups} groups`);
  expectWidth(`layer ${layer}'s scanned values`, x, heads * headDim);
  expectWidth(`layer ${layer}'s time steps`, dt, heads);
  for (const vector of [a, d, dtBias]) if (vector) expectWidth(`layer ${layer}'s parameters of heads`, vector, heads);
  for (const projection of [b, c])
    expectWidth(`layer ${layer}'s projection of the state`, projection, groups * stateDim);
  const split = (value: Activations, count: number, width: number) => g.reshape(value, [0, 0, count, width], width);
  const state = { kind: "recurrent" as const, name: `scan.${layer}`, shape: [heads, headDim, stateDim] };
  const { past, present } = g.declareState(state);
  const [y, next] = g.graph.node(
    "SelectiveScan",
    [
      split(x, heads, headDim),
      dt,
      a,
      split(b, groups, stateDim),
      split(c, groups, stateDim),
      d,
      dtBias,
      ...past,
      g.lengths,
    ],
    {},
    [`scan.${layer}`, ...present],
  );
  g.keepState(state, [next!]);
  return g.reshape(y!, [0, 0, x.width], x.width);
}
