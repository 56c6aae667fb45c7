import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChatChunk } from "@cria/spec";
import fc from "fast-check";
import { chat } from "../api/chat.ts";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import { renderers } from "./renderers/registry.ts";

/** A text that no template has. */
let made = 0;
const nonce = () => `zq${(made++).toString(36).padStart(6, "0")}`;

interface Conversation {
  readonly messages: Record<string, unknown>[];
  readonly tools: Record<string, unknown>[];
  /** The texts of messages, tools, calls and arguments. */
  readonly nonces: string[];
}

type Turn = "say" | "call" | "call twice" | "think";

/** A conversation of turns, each text of which is another. */
function conversation(hasSystem: boolean, turns: readonly Turn[], toolCount: number): Conversation {
  const nonces: string[] = [];
  const text = () => {
    const made = nonce();
    nonces.push(made);
    return made;
  };
  const call = () => ({ function: { name: text(), arguments: { [text()]: text() } } });
  const messages: Record<string, unknown>[] = hasSystem ? [{ role: "system", content: text() }] : [];
  for (const turn of turns) {
    messages.push({ role: "user", content: text() });
    if (turn === "say") messages.push({ role: "assistant", content: text() });
    // What was thought long ago is not shown again; what was said then is.
    if (turn === "think") messages.push({ role: "assistant", content: text(), thinking: nonce() });
    if (turn === "call" || turn === "call twice") {
      const calls = turn === "call" ? [call()] : [call(), call()];
      const results = calls.map(({ function: { name } }) => ({ role: "tool", content: text(), tool_name: name }));
      messages.push({ role: "assistant", content: "", tool_calls: calls }, ...results, {
        role: "assistant",
        content: text(),
      });
    }
  }
  messages.push({ role: "user", content: text() });
  const tools = Array.from({ length: toolCount }, () => ({
    type: "function",
    function: {
      name: text(),
      description: text(),
      parameters: { type: "object", required: [], properties: { [text()]: { type: "string", description: text() } } },
    },
  }));
  return { messages, tools, nonces };
}

const goTemplates: Readonly<Record<string, string>> = {
  "messages in a loop":
    '{{ if .Tools }}{{ .Tools }}{{ end }}{{ range .Messages }}<{{ .Role }}>{{ .Content }}{{ range .ToolCalls }}{"name":"{{ .Function.Name }}","arguments":{{ .Function.Arguments }}}{{ end }}{{ end }}',
  "tools one by one":
    "{{ .System }}{{ range .Tools }}{{ .Function.Name }}{{ .Function.Description }}{{ range $n, $p := .Function.Parameters.Properties }}{{ $n }}{{ $p.Description }}{{ end }}{{ end }}{{ range .Messages }}{{ .Content }}{{ range .ToolCalls }}{{ json . }}{{ end }}{{ end }}",
};

const lines = readFileSync(join(import.meta.dir, "jinja/templates.jsonl"), "utf8").split("\n");
/** Templates that show what the table is about, and not what a conversation says. */
const notForChats = ["values", "format-methods", "qwen-vl"];
const jinjaTemplates = Object.entries(JSON.parse(lines[0]!) as Record<string, string>).filter(
  ([name]) => !notForChats.includes(name),
);

const can = ["completion", "tools", "thinking"] as const;
const config = { model_format: "gguf", model_family: "llama", model_families: null, model_type: "", file_type: "" };
const models = [
  fakeModel("plain", { can: [...can] }),
  ...Object.keys(renderers).map((name) =>
    fakeModel(`named-${name}`, { can: [...can], config: { ...config, renderer: name } }),
  ),
  ...Object.entries(goTemplates).map(([name, template]) =>
    fakeModel(`go-${name.replaceAll(" ", "-")}`, { can: [...can], template }),
  ),
  ...jinjaTemplates.map(([name, chatTemplate]) => fakeModel(`jinja-${name}`, { can: [...can], chatTemplate })),
];

const server = new FakeServer(models, {});

async function prompt(model: string, body: Record<string, unknown>): Promise<string> {
  const response = await server.call("chat", chat, { model, truncate: false, _debug_render_only: true, ...body });
  const shown = (await response.json()) as ChatChunk;
  return shown._debug_info?.rendered_template ?? JSON.stringify(shown);
}

/** Renderers of models that know no tools: requests with tools never get to them, and Ollama's leave calls out too. */
const withoutTools = ["named-olmo3-think", "named-olmo3-32b-think"];

const turnArbitrary = fc.constantFrom<Turn>("say", "call", "call twice", "think");

describe("every message, tool, call and argument of a request is in the prompt", () => {
  test.each(models.slice(1).map(({ name }) => name.model))("%s", async (model) => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(turnArbitrary, { maxLength: 4 }),
        fc.nat(2),
        async (hasSystem, turns, toolCount) => {
          const { nonces, ...body } = withoutTools.includes(model)
            ? conversation(
                hasSystem,
                turns.map((turn) => (turn.startsWith("call") ? "say" : turn)),
                0,
              )
            : conversation(hasSystem, turns, toolCount);
          const text = await prompt(model, body);
          const missing = nonces.filter((each) => !text.includes(each));
          expect({ missing, text: missing.length > 0 ? text : "" }).toEqual({ missing: [], text: "" });
        },
      ),
      { numRuns: 15 },
    );
  });
});
