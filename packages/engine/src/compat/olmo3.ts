import type { Handler } from "./handler.ts";

/** OLMo 3, which llama.cpp takes for an OLMo 2 with a window. */
export const olmo3: Handler = {
  architectures: ["olmo3"],
  isLibraryFile: () => true,
  translate: (draft) => draft.changeArchitecture("olmo3", "olmo2"),
};
