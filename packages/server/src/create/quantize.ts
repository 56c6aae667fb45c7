import { ApiError } from "../http/error.ts";
import type { NewLayer } from "./layers.ts";

const types = new Set(["F32", "F16", "BF16", "Q8_0", "Q4_K_S", "Q4_K_M"]);

/**
 * Refuses a quantisation that cannot be done: an unknown type, a model that is quantised already, and any that would
 * change the weights, which this server does not do. Nothing is refused where the weights have that type.
 */
export function checkQuantization(requested: string, layers: readonly NewLayer[]): void {
  const wanted = requested.toUpperCase();
  const type = wanted === "Q4_K" ? "Q4_K_M" : wanted;
  for (const { kind, weights } of layers) {
    if (kind !== "model" || weights === undefined) continue;
    if (!types.has(type)) {
      throw new ApiError(
        500,
        `unsupported quantization type ${wanted} - supported types are F32, F16, Q4_K_S, Q4_K_M, Q8_0`,
      );
    }
    if (weights.fileType === type) continue;
    if (!["F16", "BF16", "F32"].includes(weights.fileType)) {
      throw new ApiError(500, "quantization is only supported for F16, BF16 and F32 models");
    }
    throw new ApiError(400, `quantizing to ${type} is not supported: create the model from a file that has this type`);
  }
}
