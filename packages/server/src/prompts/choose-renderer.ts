import { getString } from "@cria/engine";
import { ApiError } from "../http/error.ts";
import type { ParserDefinition } from "../outputs/parsers/definition.ts";
import { parserName, writesHarmony } from "../outputs/parsers/parser-name.ts";
import { findParser } from "../outputs/parsers/registry.ts";
import type { StoredModel } from "../store/model.ts";
import { renderChatMl } from "./chatml-renderer.ts";
import { plainTemplate } from "./go-renderer.ts";
import { offLoop } from "./off-loop.ts";
import type { LateRenderer, Renderer } from "./renderer.ts";
import { RenderError } from "./renderers/definition.ts";
import { findRenderer } from "./renderers/registry.ts";
import { specialTokens } from "./special-tokens.ts";

/** How a model's prompts are made. */
export interface ChosenRenderer {
  readonly render: LateRenderer;
  /** Whether the engine would make the prompt in the original, which then also judges its length. */
  readonly isNative: boolean;
  /** Whether it marks images in texts itself. */
  readonly marksImages?: boolean;
  /** The text of the BOS that prompts may begin with, which the tokenizer must not add once more. */
  readonly bos?: string;
}

export interface RendererChoice {
  /** What a model without any template falls back to: ChatML for a chat, the bare prompt for a completion. */
  readonly fallback: "chatml" | "plain";
  /** Whether the tokenizer puts BOS before every text. */
  readonly addsBos: boolean;
}

/**
 * Chooses what makes a model's prompts: the renderer that it names; the Go template of a model that names a parser; else one
 * of its templates. Throws an ApiError with status 500 for a renderer that nobody knows.
 */
export async function chooseRenderer(model: StoredModel, choice: RendererChoice): Promise<ChosenRenderer> {
  const { renderer: name } = model.config;
  const parser = findParser(parserName(model));
  if (name) {
    const definition = findRenderer(name, model);
    if (definition === undefined) throw new ApiError(500, `unknown renderer ${JSON.stringify(name)}`);
    const { render, bos } = definition;
    return { render: renaming(parser, foreseeing(render)), isNative: false, marksImages: true, ...(bos && { bos }) };
  }
  if (parserName(model) !== undefined) {
    const render = renaming(parser, offLoop({ kind: "go", text: model.template ?? plainTemplate }));
    return { render: writesHarmony(model) ? withoutMax(render) : render, isNative: false };
  }
  return chooseTemplate(model, choice);
}

async function chooseTemplate(model: StoredModel, choice: RendererChoice): Promise<ChosenRenderer> {
  switch (await model.templateInUse()) {
    case "go":
      return { render: offLoop({ kind: "go", text: model.template ?? plainTemplate }), isNative: false };
    case "jinja": {
      const gguf = await model.gguf();
      const text = getString(gguf, "tokenizer.chat_template");
      const tokens = specialTokens(gguf, choice.addsBos);
      return { render: offLoop({ kind: "jinja", text, tokens }), isNative: true };
    }
    case "none":
      return choice.fallback === "chatml"
        ? { render: renderChatMl, isNative: true }
        : { render: offLoop({ kind: "go", text: plainTemplate }), isNative: false };
  }
}

/** Calls tools as the parser of the model's output does. */
function renaming(parser: ParserDefinition | undefined, render: LateRenderer): LateRenderer {
  const rename = parser?.rename;
  return rename === undefined ? render : (input) => render({ ...input, tools: rename(input.tools) });
}

/** Harmony knows no level above high. */
function withoutMax(render: LateRenderer): LateRenderer {
  return (input) => {
    const { thinking } = input;
    return render(thinking.level === "max" ? { ...input, thinking: { ...thinking, level: "high" } } : input);
  };
}

/** Reports conversations that a renderer has no form for. */
function foreseeing(render: Renderer): Renderer {
  return (input) => {
    try {
      return render(input);
    } catch (error) {
      throw error instanceof RenderError ? new ApiError(500, error.message, { cause: error }) : error;
    }
  };
}
