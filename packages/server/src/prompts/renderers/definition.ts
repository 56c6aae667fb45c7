import type { Renderer } from "../renderer.ts";

/** What makes the prompts of a family of models, which models choose by name. It marks images in texts itself. */
export interface RendererDefinition {
  /** The text of the BOS that its prompts begin with; absent if they have none. */
  readonly bos?: string;
  readonly render: Renderer;
}

/** A conversation that the model's format has no form for. */
export class RenderError extends Error {
  override readonly name = "RenderError";
}
