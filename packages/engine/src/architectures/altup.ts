import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { ArchitectureError } from "../graph/error.ts";
import type { LayerNames } from "../graph/heads.ts";
import { rowRatio } from "./row-ratio.ts";

/** Streams of activations, all as wide as the model. */
export type Streams = readonly Activations[];

/**
 * Alternating updates (Baykal et al. 2023, arXiv 2301.13310): the model is several streams wide, but each layer computes
 * one of them, the active one, and predicts and corrects the others from it.
 */
export class AltUp {
  readonly #g: DecoderGraph;
  readonly #count: number;
  readonly #active: number;

  constructor(g: DecoderGraph, count: number, active: number) {
    this.#g = g;
    this.#count = count;
    this.#active = active;
  }

  /** All streams of an input: itself, and projections of it that are as long. */
  open(x: Activations): Streams {
    const copies = new Array<Activations>(this.#count - 1).fill(x);
    return [x, ...this.#projected(copies, "altup_proj.weight", x)];
  }

  /** The mean of all streams, each brought back to the first one's directions and the active one's length. */
  close(streams: Streams): Activations {
    const [first, ...others] = streams;
    const back = this.#projected(others, "altup_unembd_proj.weight", streams[this.#active]!);
    const sum = back.reduce((sum, stream) => this.#g.add(sum, stream), first!);
    return this.#g.scale(sum, 1 / this.#count);
  }

  /** What the streams are behind a layer, as far as they tell it themselves: each plus a mixture of all. */
  predict(streams: Streams, w: LayerNames): Streams {
    const g = this.#g;
    const { width } = streams[0]!;
    const coefficients = g.linear(this.#modalities(streams[this.#active]!, w), w("altup_predict_coef"));
    const all = g.reshape(g.concat(streams), [0, 0, this.#count, width], width);
    const shares = g.split(coefficients, new Array(this.#count).fill(this.#count));
    return streams.map((stream, i) => {
      const mixture = g.graph.apply("WeightedSum", [all, shares[i]!]);
      return g.add({ ...mixture, width }, stream);
    });
  }

  /** The predictions plus a share of what the layer's result for the active stream adds to the one predicted. */
  correct(predictions: Streams, result: Activations, w: LayerNames): Streams {
    const g = this.#g;
    const innovation = { ...g.graph.apply("Sub", [result, predictions[this.#active]!]), width: result.width };
    const coefficients = g.linear(this.#modalities(result, w), w("altup_correct_coef"));
    const above = { ...g.graph.apply("Add", [coefficients, g.graph.scalar(1)]), width: coefficients.width };
    const shares = g.split(above, new Array(this.#count).fill(1));
    return predictions.map((prediction, i) => g.add(prediction, g.multiply(innovation, shares[i]!)));
  }

  active(streams: Streams): Activations {
    return streams[this.#active]!;
  }

  /** What the coefficients depend on, `count` numbers between −1 and 1. */
  #modalities(x: Activations, w: LayerNames): Activations {
    const g = this.#g;
    const normed = g.scale(g.rmsNorm(x, w("altup_router_norm")), 1 / x.width);
    return g.activation(g.linear(normed, w("altup_router")), { kind: "tanh" });
  }

  /** Streams times a matrix each, made as long as `like`. */
  #projected(streams: Streams, tensor: string, like: Activations): Streams {
    const g = this.#g;
    const { width } = like;
    if (g.weights.expertCount(tensor) !== streams.length) {
      throw new ArchitectureError(`tensor ${tensor} is not for ${this.#count} streams`);
    }
    const all = g.reshape(g.concat(streams), [0, 0, streams.length, width], width);
    const directions = g.l2Norm(g.weights.expertLinear(all, [tensor]));
    const length = rowRatio(g, like, g.l2Norm(like));
    const flat = g.reshape(directions, [0, 0, streams.length * directions.width], streams.length * directions.width);
    return g.split(g.multiply(flat, length), new Array(streams.length).fill(width));
  }
}
