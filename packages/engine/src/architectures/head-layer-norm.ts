import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";

/** LayerNorm of each head, `width` wide, with weights of its own and no bias: a tensor `[width, heads]`. */
export function headLayerNorm(g: DecoderGraph, x: Activations, name: string, width: number): Activations {
  return g.scaleBy(
    g.inGroups(x, width, (head) => g.layerNorm(head)),
    `${name}.weight`,
  );
}
