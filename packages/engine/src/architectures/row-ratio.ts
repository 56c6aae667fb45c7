import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Value } from "../graph/graph.ts";

/**
 * The number c of each row for which x = c · y + d, `[…, 1]`: the quotient of their ranges. With y a norm of x, c is what
 * the norm divided by. Maxima do not depend on the order of the elements, so that a row's bits are its own.
 */
export function rowRatio(g: DecoderGraph, x: Activations, y: Activations): Activations {
  const [along, keepdims] = [g.graph.constant([-1]), { keepdims: 1 }];
  const range = (row: Value) => {
    const ends = ["ReduceMax", "ReduceMin"].map((operator) => g.graph.apply(operator, [row, along], keepdims));
    return g.graph.apply("Sub", ends);
  };
  // Rows of equal elements have no range.
  const divisor = g.graph.apply("Max", [range(y), g.graph.scalar(1e-30)]);
  return { ...g.graph.apply("Div", [range(x), divisor]), width: 1 };
}
