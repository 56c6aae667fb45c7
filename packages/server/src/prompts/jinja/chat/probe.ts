import type { ChatMessage } from "../../chat-message.ts";
import type { PromptInput } from "../../renderer.ts";
import { type CallForm, type Form, usualForm } from "./form.ts";

/** The prompt of a conversation in a form; `""` where the template refuses it. */
export type Attempt = (conversation: Pick<PromptInput, "messages" | "tools">, form: Form) => string;

const user = (content: string): ChatMessage => ({ role: "user", content });
const system = (content: string): ChatMessage => ({ role: "system", content });
const assistant = (content: string): ChatMessage => ({ role: "assistant", content });

// Texts that no template writes by itself.
const [ask, answer, rule, more] = ["kuvoqa", "lixuba", "nozepi", "rydake"] as const;
const [toolName, parameter, called, calledToo] = ["vofemi", "zubiny", "pahuxo", "gywole"] as const;
const [key, value, result, resultToo] = ["qedyra", "tofuvi", "wixaju", "cyzore"] as const;

/** Finds out what a template takes, by rendering small conversations and looking for their texts in the prompts. */
export function probe(attempt: Attempt): Form {
  const shows = (
    form: Form,
    messages: readonly ChatMessage[],
    texts: readonly string[],
    tools: PromptInput["tools"] = [],
  ) => {
    const prompt = attempt({ messages, tools }, form);
    return texts.every((text) => prompt.includes(text));
  };

  const first = ways.find((way) => shows(way, [user(ask)], [ask]));
  // A template that shows nobody's question is not made for conversations like these.
  if (first === undefined) return usualForm;
  let form = first;
  form = { ...form, system: systemPlace(form, shows) };
  if (!shows(form, [user(ask), user(more)], [ask, more])) form = { ...form, neighbours: false };
  form = { ...form, tools: shows(form, [user(ask)], [toolName, parameter], tools) };
  return { ...form, ...callForms(form, attempt) };
}

/** How a question may be asked, the usual way first. */
const ways: readonly Form[] = (["text", "parts"] as const).flatMap((content) =>
  (["none", "absent"] as const).map((noTools) => ({ ...usualForm, content, noTools })),
);

type Shows = (form: Form, messages: readonly ChatMessage[], texts: readonly string[]) => boolean;

function systemPlace(form: Form, shows: Shows): Form["system"] {
  if (!shows(form, [system(rule), user(ask)], [rule, ask])) return "nowhere";
  const isShownLate = shows(form, [user(ask), assistant(answer), system(rule), user(more)], [ask, answer, rule, more]);
  return isShownLate && shows(form, [system(rule), system(more), user(ask)], [rule, more, ask]) ? "anywhere" : "first";
}

const tools: PromptInput["tools"] = [
  {
    type: "function",
    function: {
      name: toolName,
      description: "A tool.",
      parameters: {
        type: "object",
        required: [parameter],
        properties: { [parameter]: { type: "string", description: "A text." } },
      },
    },
  },
];

function roundTrip(names: readonly string[], results: readonly string[]): ChatMessage[] {
  const calls = names.map((name, index) => ({ function: { index, name, arguments: { [key]: value } } }));
  const answers = results.map((content, index) => ({ role: "tool", content, tool_name: names[index]! }));
  return [user(ask), { role: "assistant", content: "", tool_calls: calls }, ...answers, assistant(answer), user(more)];
}

const candidates: readonly CallForm[] = (["given", "nine"] as const).flatMap((ids) =>
  (["text", "none", "absent"] as const).flatMap((emptyContent) =>
    (["mapping", "text"] as const).map((form) => ({ arguments: form, ids, emptyContent, several: true })),
  ),
);

/** How calls and their results are taken: the first form in which a prompt shows both, or else either. */
function callForms(form: Form, attempt: Attempt): Pick<Form, "calls" | "results"> {
  const tried = candidates.map((calls) => {
    const prompt = attempt({ messages: roundTrip([called], [result]), tools }, { ...form, calls });
    return {
      calls,
      showsCall: [called, key, value].every((text) => prompt.includes(text)),
      // Python's notation of a mapping is no JSON: such a template was written for texts.
      isJson: !prompt.includes(`'${key}': '${value}'`),
      showsResult: prompt.includes(result),
    };
  });
  const best =
    tried.find((each) => each.showsCall && each.showsResult && each.isJson) ??
    tried.find((each) => each.showsCall && each.showsResult) ??
    tried.find((each) => each.showsCall && each.isJson) ??
    tried.find((each) => each.showsCall);
  if (best === undefined) return { calls: undefined, results: tried.some((each) => each.showsResult) };
  const calls = best.calls;
  const both = attempt({ messages: roundTrip([called, calledToo], [result, resultToo]), tools }, { ...form, calls });
  const several = [called, calledToo].every((text) => both.includes(text));
  return { calls: { ...calls, several }, results: best.showsResult };
}
