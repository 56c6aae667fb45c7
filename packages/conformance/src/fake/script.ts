import { isRecord } from "../check/expect.ts";
import { hash } from "./state.ts";

/** What the scripted model is asked. */
export interface Question {
  /** Everything that the answer depends on. */
  readonly prompt: string;
  readonly tools: readonly unknown[];
  readonly think: boolean;
  readonly format: unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A piece of an answer, as one token brings it. */
export interface Piece {
  readonly thinking?: string;
  readonly content?: string;
  readonly call?: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
}

export interface Script {
  readonly pieces: readonly Piece[];
  readonly reason: "stop" | "length";
  /** Tokens of the prompt. */
  readonly promptTokens: number;
  /** Milliseconds that a token takes. */
  readonly pace: number;
}

const words = "the small llama walks over a green hill and sees the wide sea in the morning light".split(" ");

/** The answer to a question: the same question has the same answer, a seed or a temperature above 0 changes it. */
export function script(question: Question): Script {
  const { options } = question;
  const limit =
    typeof options.num_predict === "number" && options.num_predict > 0 ? Math.trunc(options.num_predict) : Infinity;
  const pieces = stopped(answer(question), options.stop);
  const cut = pieces.length > limit;
  return {
    pieces: cut ? pieces.slice(0, limit) : pieces,
    reason: cut ? "length" : "stop",
    promptTokens: tokenCount(question.prompt),
    pace: /slowly/i.test(question.prompt) ? 5 : 0,
  };
}

/** Tokens of a text: its words, but at least one. */
export function tokenCount(text: string): number {
  return Math.max(1, text.split(/\s+/).length);
}

function answer(question: Question): Piece[] {
  const thinking = question.think ? ["I ", "think ", "first."].map((text) => ({ thinking: text })) : [];
  const [tool] = question.tools;
  if (isRecord(tool) && isRecord(tool.function) && typeof tool.function.name === "string") {
    const calls = question.tools.slice(0, wantsTwo(question) ? 2 : 1).flatMap((each) => {
      const declared = isRecord(each) && isRecord(each.function) ? each.function : {};
      return [{ call: { name: String(declared.name), arguments: argumentsFor(declared.parameters) } }];
    });
    const before = /explain/i.test(question.prompt) ? ["Let me", " look."].map((content) => ({ content })) : [];
    return [...thinking, ...before, ...calls];
  }
  if (question.format !== undefined && question.format !== "") {
    const text = JSON.stringify(question.format === "json" ? { answer: 42 } : instance(question.format));
    return [...thinking, ...(text.match(/.{1,4}/gsu) ?? []).map((content) => ({ content }))];
  }
  return [...thinking, ...prose(question).map((content) => ({ content }))];
}

/** Some words, drawn by the question, with a character beyond ASCII among them; many if they are asked to go on and on. */
function prose({ prompt, options }: Question): string[] {
  const random = typeof options.temperature === "number" && options.temperature === 0 ? "" : String(options.seed ?? "");
  const bytes = Buffer.from(hash(`${prompt}\0${random}`), "hex");
  const length = /on and on/i.test(prompt) ? 2000 : 12;
  const drawn = Array.from({ length }, (_, i) => words[(bytes[i % 32]! + i) % words.length]!);
  return ["Yes", ",", " é", " 🦙", ...drawn.map((word) => ` ${word}`), "."];
}

function wantsTwo({ tools, prompt }: Question): boolean {
  return tools.length > 1 && /both|two/i.test(prompt);
}

/** The pieces up to the first stop text in their content. */
function stopped(pieces: readonly Piece[], stop: unknown): Piece[] {
  const stops = Array.isArray(stop)
    ? stop.filter((item): item is string => typeof item === "string" && item !== "")
    : [];
  const result: Piece[] = [];
  let text = "";
  const whole = pieces.map(({ content = "" }) => content).join("");
  const ends = stops.map((item) => whole.indexOf(item)).filter((at) => at >= 0);
  const end = ends.length === 0 ? Infinity : Math.min(...ends);
  for (const piece of pieces) {
    const { content } = piece;
    if (content === undefined) result.push(piece);
    else if (text.length + content.length <= end) result.push(piece);
    else {
      if (text.length < end) result.push({ content: content.slice(0, end - text.length) });
      break;
    }
    text += content ?? "";
  }
  return result;
}

function argumentsFor(parameters: unknown): Record<string, unknown> {
  const properties = isRecord(parameters) && isRecord(parameters.properties) ? parameters.properties : {};
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, instance(schema)]));
}

/** The simplest value of a JSON Schema. */
export function instance(schema: unknown): unknown {
  if (!isRecord(schema)) return {};
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const branches = schema[key];
    if (Array.isArray(branches) && branches.length > 0) return instance(branches[0]);
  }
  const [type] = Array.isArray(schema.type) ? schema.type : [schema.type];
  switch (type) {
    case "string":
      return "Paris";
    case "integer":
      return typeof schema.minimum === "number" ? Math.ceil(schema.minimum) : 7;
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 1.5;
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return Array.from({ length: typeof schema.minItems === "number" ? schema.minItems : 1 }, (_, i) => {
        const { items, uniqueItems } = schema;
        return uniqueItems === true && isRecord(items) && Array.isArray(items.enum) ? items.enum[i] : instance(items);
      });
    default:
      return isRecord(schema.properties)
        ? Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, instance(inner)]))
        : {};
  }
}
