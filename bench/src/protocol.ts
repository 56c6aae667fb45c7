import type { DecodeRequest, DecodeSample, PrefillSample } from "./measure.ts";
import type { SubjectInfo, SubjectSettings } from "./subject.ts";

/**
 * What the parent may ask of a child: parameters and result of each method. Messages are JSON, one per line, requests
 * on the child's stdin and replies on its stdout, one request at a time. A child ends when its stdin does.
 */
export interface Methods {
  load: { params: SubjectSettings; result: SubjectInfo };
  firstToken: { params: Record<string, never>; result: FirstTokenResult };
  prefill: { params: { tokens: number }; result: PrefillSample };
  decode: { params: DecodeRequest; result: DecodeSample };
  usage: { params: Record<string, never>; result: UsageResult };
}

export interface FirstTokenResult {
  readonly token: number;
}

export interface UsageResult {
  /** Most bytes that were resident at once. */
  readonly peakBytes: number;
  /** Time that all threads together worked. */
  readonly cpuMilliseconds: number;
}

export type MethodName = keyof Methods;

export type Request = {
  [M in MethodName]: { readonly id: number; readonly method: M; readonly params: Methods[M]["params"] };
}[MethodName];

export type Reply = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };

/** Begins every reply, since native libraries may print lines of their own to the same stream. */
const mark = "@bench ";

/** The line of a reply, with its line feed. */
export function formatReply(reply: Reply): string {
  return `${mark}${JSON.stringify(reply)}\n`;
}

/** The reply in a line of a child's output; undefined if the line is something else. */
export function parseReply(line: string): Reply | undefined {
  if (!line.startsWith(mark)) return undefined;
  const value = parseObject(line.slice(mark.length));
  if (typeof value?.id !== "number") return undefined;
  if (typeof value.error === "string") return { id: value.id, error: value.error };
  return "result" in value ? { id: value.id, result: value.result } : undefined;
}

/** The request in a line of a child's input; undefined if it is none. The parent is trusted with the parameters. */
export function parseRequest(line: string): Request | undefined {
  const value = parseObject(line);
  if (typeof value?.id !== "number" || typeof value.method !== "string") return undefined;
  return value as Request;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Splits a stream of bytes into lines without their line feeds; a last line without one counts. */
export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  rest += decoder.decode();
  if (rest) yield rest;
}
