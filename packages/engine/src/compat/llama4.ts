import type { Handler } from "./handler.ts";
import { hasEyes, hideEyes } from "./multimodal.ts";

/** Llama 4: an image encoder in the same file. */
export const llama4: Handler = { architectures: ["llama4"], isLibraryFile: hasEyes, translate: hideEyes };
