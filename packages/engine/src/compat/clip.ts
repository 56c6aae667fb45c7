import type { Handler } from "./handler.ts";
import { text } from "./values.ts";

/** Image encoders of LLaVA: none of them says what leads from it to the text model. */
export const clip: Handler = {
  architectures: ["clip"],
  isLibraryFile: (file) =>
    file.metadata.get("clip.has_vision_encoder")?.value === true &&
    !file.has("clip.projector_type") &&
    !file.has("clip.vision.projector_type"),
  translate: (draft) => draft.set("clip.projector_type", text("mlp")),
};
