import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { type LayerNames, namesOfLayer } from "../graph/heads.ts";
import type { Hyperparameters } from "./hyperparameters.ts";

/** The decoder whose layers are one part each, behind a norm: attention, a feed-forward network, or a recurrence. */
export function onePartDecoder(
  g: DecoderGraph,
  { blockCount }: Hyperparameters,
  part: (x: Activations, w: LayerNames, layer: number) => Activations,
): void {
  let x = g.embed();
  for (let layer = 0; layer < blockCount; layer++) {
    const w = namesOfLayer(layer);
    x = g.add(x, part(g.rmsNorm(x, w("attn_norm")), w, layer));
  }
  g.head(g.rmsNorm(x, "output_norm"));
}
