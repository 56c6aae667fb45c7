import { getString } from "@cria/engine";
import { ApiError } from "../http/error.ts";
import type { StoredModel } from "../store/model.ts";
import { renderChatMl } from "./chatml-renderer.ts";
import { goRenderer, plainTemplate } from "./go-renderer.ts";
import { jinjaRenderer } from "./jinja/renderer.ts";
import type { Renderer } from "./renderer.ts";
import { specialTokens } from "./special-tokens.ts";

/** How a model's prompts are made. */
export interface ChosenRenderer {
  readonly render: Renderer;
  /** Whether the engine would make the prompt in the original, which then also judges its length. */
  readonly isNative: boolean;
}

export interface RendererChoice {
  /** What a model without any template falls back to: ChatML for a chat, the bare prompt for a completion. */
  readonly fallback: "chatml" | "plain";
  /** Whether the tokenizer puts BOS before every text. */
  readonly addsBos: boolean;
}

/**
 * Chooses what makes a model's prompts. Throws an ApiError with status 500 for a model whose format is not supported, and
 * errors of the template's syntax.
 */
export async function chooseRenderer(model: StoredModel, choice: RendererChoice): Promise<ChosenRenderer> {
  refuseUnsupported(model);
  switch (await model.templateInUse()) {
    case "go":
      return { render: goRenderer(model.template ?? plainTemplate), isNative: false };
    case "jinja": {
      const gguf = await model.gguf();
      const template = getString(gguf, "tokenizer.chat_template");
      return { render: jinjaRenderer(template, specialTokens(gguf, choice.addsBos)), isNative: true };
    }
    case "none":
      return choice.fallback === "chatml"
        ? { render: renderChatMl, isNative: true }
        : { render: goRenderer(plainTemplate), isNative: false };
  }
}

function refuseUnsupported({ config, template }: StoredModel): void {
  if (config.renderer) throw new ApiError(500, `unsupported renderer "${config.renderer}"`);
  if (config.parser) throw new ApiError(500, `unsupported parser "${config.parser}"`);
  const isHarmony = ["gptoss", "gpt-oss"].includes(config.model_family);
  if (isHarmony && template?.includes("<|start|>") && template.includes("<|end|>")) {
    throw new ApiError(500, 'unsupported renderer "harmony"');
  }
}
