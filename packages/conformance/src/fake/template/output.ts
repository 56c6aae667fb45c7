import { isRecord } from "../../check/expect.ts";
import type { Piece, Script } from "../script.ts";

/** The tags between which a template writes the thoughts of its messages; undefined if it does not. */
export function thinkingTags(template: string): readonly [open: string, close: string] | undefined {
  if (!/range [^}]*\.Messages/.test(template)) return undefined;
  const [, open = "", close = ""] = /([^{}]*)\{\{-?\s*\$?\w*\.Thinking\s*-?\}\}([^{}]*)/.exec(template) ?? [];
  return open.trim() === "" || close.trim() === "" ? undefined : [open.trim(), close.trim()];
}

/** What stands before the first call of a message in a template; `{` if nothing does. */
export function callTag(template: string): string {
  const [, body = ""] = /\{\{-?\s*if \.ToolCalls\s*-?\}\}(.*)$/s.exec(template) ?? [];
  const [, text = ""] = /^(?:\{\{-?\s*range[^}]*\}\}|\s)*([^{]*)/s.exec(body) ?? [];
  return text.trim() || "{";
}

interface Asked {
  readonly prompt: string;
  readonly tools: readonly unknown[];
  readonly think: boolean;
}

/** Takes thoughts and calls out of what the model wrote, by the tags of its template. */
export function parsed(script: Script, template: string, { prompt, tools, think }: Asked): Script {
  const text = script.pieces.map(({ content = "" }) => content).join("");
  const tags = think ? thinkingTags(template) : undefined;
  const { thought, rest } = tags === undefined ? { thought: "", rest: text } : split(text, tags, prompt);
  const pieces: Piece[] = thought === "" ? [] : [{ thinking: thought }];
  const { content, calls } =
    tools.length === 0 ? { content: rest, calls: [] } : callsIn(rest, callTag(template), tools);
  for (const part of content.match(/.{1,4}/gsu) ?? []) pieces.push({ content: part });
  return { ...script, pieces: [...pieces, ...calls.map((call) => ({ call }))] };
}

function split(text: string, [open, close]: readonly [string, string], prompt: string) {
  const begun = prompt.trimEnd().endsWith(open);
  const start = text.trimStart();
  if (!begun && !start.startsWith(open)) return { thought: "", rest: text };
  const inside = (begun ? start.replace(open, "") : start.slice(open.length)).trimStart();
  const end = inside.indexOf(close);
  if (end < 0) return { thought: inside, rest: "" };
  return { thought: inside.slice(0, end).trimEnd(), rest: inside.slice(end + close.length).trimStart() };
}

type Call = NonNullable<Piece["call"]>;

function callsIn(text: string, tag: string, tools: readonly unknown[]): { content: string; calls: Call[] } {
  const at = text.indexOf(tag);
  const bare = tag === "{" || tag === "[";
  if (at < 0 || (bare && text.slice(0, at).trim() !== "")) return { content: text, calls: [] };
  const inside = bare ? text.slice(at) : text.slice(at + tag.length);
  const names = tools.flatMap((tool) =>
    isRecord(tool) && isRecord(tool.function) ? [String(tool.function.name)] : [],
  );
  const name = names.find((each) => inside.includes(each));
  const object = firstObject(inside);
  const before = text.slice(0, at);
  if (name === undefined || object === undefined) return { content: bare ? text : before, calls: [] };
  const given = object.arguments ?? object.parameters ?? (object.name === undefined ? object : undefined);
  return { content: before, calls: isRecord(given) ? [{ name, arguments: given }] : [] };
}

/** The first JSON object in a text. */
function firstObject(text: string): Record<string, unknown> | undefined {
  for (let start = text.indexOf("{"); start >= 0; start = text.indexOf("{", start + 1)) {
    for (let end = text.indexOf("}", start); end >= 0; end = text.indexOf("}", end + 1)) {
      try {
        const value: unknown = JSON.parse(text.slice(start, end + 1));
        if (isRecord(value)) return value;
      } catch {
        // Not a whole object yet.
      }
    }
  }
  return undefined;
}
