import { parseJson } from "../json-object.ts";
import { trimSpace } from "../white-space.ts";
import { type CallReader, CallSyntaxError, type ParsedCall } from "./parsed-call.ts";
import { halves, quotedText, splitOuter } from "./split-outer.ts";
import { readDecimal } from "./typed-value.ts";

const callForm = /^([^\s()=,'"]+)\s*\((.*)\)$/s;

type ValueReader = (text: string) => unknown;

/** Reads calls as Olmo writes them: `f(a="x", b=[1, 2])` on a line each, texts with escapes. */
export const readOlmoCalls: CallReader = (text) => {
  const lines = text.split("\n").map(trimSpace);
  // Lines that are whole are calls whatever stands in them; a call may also take several.
  const areWhole = lines.every((line) => line === "" || callForm.test(line));
  return (areWhole ? lines : [text]).flatMap((part) => readCalls(part, "\n", olmoValue));
};

/** Reads calls as LFM2 writes them: `[f(a='x'), g(b=1)]`, texts without escapes. */
export const readLiquidCalls: CallReader = (text) => {
  const trimmed = trimSpace(text);
  const isList = trimmed.startsWith("[") && trimmed.endsWith("]");
  const calls = readCalls(isList ? trimmed.slice(1, -1) : trimmed, ",\n", liquidValue);
  if (calls.length === 0) throw new CallSyntaxError("no call");
  return calls;
};

function readCalls(text: string, separators: string, readValue: ValueReader): ParsedCall[] {
  return filledParts(text, separators).map((part) => {
    const [, name, given] = callForm.exec(part) ?? [];
    if (name === undefined || given === undefined) throw new CallSyntaxError("not of the form name(…)");
    const values = filledParts(given, ",").map((argument): [string, unknown] => {
      const [key, value] = halves(argument, "=") ?? [];
      if (key === undefined || trimSpace(key) === "") throw new CallSyntaxError("an argument without a name");
      return [trimSpace(key), readValue(trimSpace(value!))];
    });
    return { name, arguments: Object.fromEntries(values) };
  });
}

function filledParts(text: string, separators: string): string[] {
  return splitOuter(text, separators)
    .map(trimSpace)
    .filter((part) => part !== "");
}

/** A value without quotes and brackets; what is none is undefined. */
function readPlain(text: string): unknown {
  switch (text) {
    case "true":
    case "True":
      return true;
    case "false":
    case "False":
      return false;
    case "null":
    case "None":
      return null;
    default:
      return readDecimal(text);
  }
}

function isWithin(text: string, opening: string, closing: string): boolean {
  return text.length > 1 && text.startsWith(opening) && text.endsWith(closing);
}

const escaped: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' };

function olmoValue(text: string): unknown {
  const plain = text === "nil" ? null : readPlain(text);
  if (plain !== undefined) return plain;
  if (isWithin(text, '"', '"') || isWithin(text, "'", "'")) {
    return text.slice(1, -1).replace(/\\([ntr\\'"])/g, (_, character: string) => escaped[character]!);
  }
  if (isWithin(text, "[", "]")) {
    return filledParts(text.slice(1, -1), ",").map(olmoValue);
  }
  return isWithin(text, "{", "}") ? olmoObject(text.slice(1, -1)) : text;
}

function olmoObject(text: string): object {
  const members = filledParts(text, ",").map((part): [string, unknown] => {
    const [key, value] = halves(part, ":") ?? [];
    if (key === undefined) throw new CallSyntaxError("a member without a value");
    return [trimSpace(key).replace(/^(["'])(.*)\1$/s, "$2"), olmoValue(trimSpace(value!))];
  });
  return Object.fromEntries(members);
}

function liquidValue(text: string): unknown {
  const plain = readPlain(text);
  if (plain !== undefined) return plain;
  if (isWithin(text, '"', '"') || isWithin(text, "'", "'")) return text.slice(1, -1);
  return /^[[{]/.test(text) ? (parseJson(text) ?? parseJson(toJson(text)) ?? text) : text;
}

const words: Readonly<Record<string, string>> = { True: "true", False: "false", None: "null" };

/** A literal of Python as JSON. */
function toJson(text: string): string {
  return text.replace(new RegExp(`${quotedText.source}|[A-Za-z_][A-Za-z0-9_]*`, "gs"), (piece) => {
    if (!piece.startsWith("'")) return words[piece] ?? piece;
    return `"${piece.slice(1, -1).replace(/\\.|"/gs, (found) => (found === '"' ? '\\"' : found))}"`;
  });
}
