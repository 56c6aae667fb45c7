import type { Handler } from "./handler.ts";
import { collapseHeadCountKv, hasLibraryDt, renameDt } from "./qwen-linear-attention.ts";

/** Qwen3-Next: counts of heads per layer, and another name of the steps' biases. */
export const qwen3next: Handler = {
  architectures: ["qwen3next"],
  isLibraryFile: hasLibraryDt,
  translate(draft) {
    collapseHeadCountKv(draft);
    renameDt(draft);
  },
};
