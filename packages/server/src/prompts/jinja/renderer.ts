import type { PromptInput, Renderer } from "../renderer.ts";
import { resolveThinking } from "../thinking.ts";
import { type Form, usualForm } from "./chat/form.ts";
import { probe } from "./chat/probe.ts";
import type { SpecialTokens } from "./chat/special-tokens.ts";
import { variables } from "./chat/variables.ts";
import { JinjaError, TemplateLimitError } from "./error.ts";
import { Meter } from "./runtime/meter.ts";
import { JinjaTemplate } from "./template.ts";

export type { SpecialTokens } from "./chat/special-tokens.ts";

/**
 * A renderer from a model's Jinja chat template. System messages, tools, calls and their results that the template has no
 * place for are put where it has one; each template is asked for that once. A BOS that the template writes first is left out
 * if the tokenizer adds one. Throws what the template or its parser throws, with a text for the client; TemplateLimitError
 * for what takes longer than it may, which is not long if it has to be brief.
 */
export function jinjaRenderer(text: string, tokens: SpecialTokens, isBrief = false): Renderer {
  const { template, form } = known(text);
  return (input) => {
    const found = form(tokens, isBrief);
    const prompt = template.render(variables(input, tokens, found), isBrief ? { meter: Meter.brief() } : {});
    return tokens.addsBos && tokens.bos !== "" && prompt.startsWith(tokens.bos)
      ? prompt.slice(tokens.bos.length)
      : prompt;
  };
}

interface KnownTemplate {
  readonly template: JinjaTemplate;
  /** The form that it takes, found out at the first call. */
  readonly form: (tokens: SpecialTokens, isBrief: boolean) => Form;
}

/** Most templates that are kept. */
const mostKnown = 8;

const recent = new Map<string, KnownTemplate>();

function known(text: string): KnownTemplate {
  const found = recent.get(text) ?? learn(text);
  recent.delete(text);
  recent.set(text, found);
  for (const oldest of recent.keys()) {
    if (recent.size <= mostKnown) break;
    recent.delete(oldest);
  }
  return found;
}

function learn(text: string): KnownTemplate {
  const template = new JinjaTemplate(text);
  let form: Form | undefined;
  return { template, form: (tokens, isBrief) => (form ??= findForm(template, tokens, isBrief)) };
}

function findForm(template: JinjaTemplate, tokens: SpecialTokens, isBrief: boolean): Form {
  // One meter for all attempts: together they may do what one rendering may.
  const meter = isBrief ? Meter.brief() : new Meter();
  const thinking = resolveThinking(undefined, false);
  const attempt = (conversation: Pick<PromptInput, "messages" | "tools">, form: Form) => {
    try {
      return template.render(variables({ ...conversation, thinking }, tokens, form), { meter });
    } catch (error) {
      if (!(error instanceof JinjaError) || error instanceof TemplateLimitError) throw error;
      return "";
    }
  };
  try {
    return probe(attempt);
  } catch (error) {
    if (error instanceof TemplateLimitError && !isBrief) return usualForm;
    throw error;
  }
}
