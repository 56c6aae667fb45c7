import { parseTemplate, type Template } from "../prompts/gotemplate/index.ts";
import { inferThinkingTags } from "./thinking-tags.ts";

/** Which template makes the prompt of a chat: the model's own, the one in the weights, or none. */
export type TemplateKind = "go" | "jinja" | "none";

/** What a template is found to support. */
export interface TemplateTraits {
  readonly tools: boolean;
  readonly thinking: boolean;
  /** Only a Go template can say. */
  readonly insert: boolean;
  /** Whether calls and their results can be part of the history. */
  readonly toolRoundTrip: boolean;
}

const noTraits: TemplateTraits = { tools: false, thinking: false, insert: false, toolRoundTrip: false };

/** What a Go template supports, by the names that it uses; nothing if it cannot be parsed. */
export function goTraits(text: string): TemplateTraits {
  let template: Template;
  let names: Set<string>;
  try {
    template = parseTemplate(text);
    names = template.identifiers();
  } catch {
    return noTraits;
  }
  const handlesResults = names.has("toolcalls") && /eq \.Role "tool"|tool_response|TOOL_RESULTS/.test(text);
  return {
    tools: names.has("tools"),
    thinking: inferThinkingTags(template) !== undefined,
    insert: names.has("suffix"),
    toolRoundTrip: names.has("tools") && handlesResults,
  };
}

/** What a Jinja template supports, by the words in it. */
export function jinjaTraits(text: string): TemplateTraits {
  const tools = /tools|tool_call/.test(text);
  const splitsThinking =
    /content\.split\((['"])<\/think>\1\)/.test(text) && !/reasoning_content|<SPECIAL_12>/.test(text);
  const handlesCalls = /tool_calls|assistant_tool_call/.test(text);
  const handlesResults =
    /tool_response|tool_results|role['"]\]\s*==\s*['"]tool['"]|message\.role\s*==\s*['"]tool['"]|ipython/.test(text);
  return {
    tools,
    thinking: (text.includes("<think>") && text.includes("</think>")) || splitsThinking,
    insert: false,
    toolRoundTrip: tools && handlesCalls && handlesResults,
  };
}

/**
 * Chooses between a model's Go template and the Jinja template of its weights. `goAllowed` is the user's wish, if any. A
 * Jinja template is preferred only where it can do more.
 */
export function chooseTemplate(
  go: string | undefined,
  jinja: string | undefined,
  goAllowed: boolean | undefined,
): TemplateKind {
  if (go === undefined) return jinja === undefined ? "none" : "jinja";
  if (goAllowed === false) return jinja === undefined ? "none" : "jinja";
  if (goAllowed === true || jinja === undefined) return "go";
  return prefersJinja(goTraits(go), jinjaTraits(jinja)) ? "jinja" : "go";
}

function prefersJinja(go: TemplateTraits, jinja: TemplateTraits): boolean {
  const sizes = [go, jinja].map((traits) => [traits.tools, traits.thinking, traits.insert].filter(Boolean).length);
  if (sizes[1]! > sizes[0]!) return !(go.toolRoundTrip && !jinja.toolRoundTrip);
  const same = go.tools === jinja.tools && go.thinking === jinja.thinking && go.insert === jinja.insert;
  return same && go.tools && jinja.toolRoundTrip && !go.toolRoundTrip;
}
