import { parseArgs } from "node:util";
import type { Header } from "../exchange/exchange.ts";
import type { Endpoint } from "../exchange/send.ts";
import { type ReportFormat, reportFormats } from "../report/format.ts";

/** A command line that can't be understood. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Arguments {
  readonly url: string;
  readonly endpoint: Endpoint;
  readonly model: string | undefined;
  readonly embedModel: string | undefined;
  readonly rerankModel: string | undefined;
  readonly visionModel: string | undefined;
  readonly only: readonly string[];
  readonly profiles: readonly string[];
  readonly level: "must" | "should" | undefined;
  readonly version: string | undefined;
  readonly readOnly: boolean;
  readonly expectedFailures: string | undefined;
  readonly seed: number;
  readonly runs: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly headers: readonly Header[];
  readonly reports: readonly ReportFormat[];
  readonly output: string;
  readonly verbose: boolean;
  readonly color: boolean;
}

const optionTypes = {
  model: { type: "string" },
  "embed-model": { type: "string" },
  "rerank-model": { type: "string" },
  "vision-model": { type: "string" },
  only: { type: "string", multiple: true },
  profile: { type: "string", multiple: true },
  level: { type: "string" },
  "ollama-version": { type: "string" },
  "read-only": { type: "boolean" },
  "expected-failures": { type: "string" },
  list: { type: "boolean" },
  seed: { type: "string" },
  runs: { type: "string" },
  timeout: { type: "string" },
  "time-limit": { type: "string" },
  "base-path": { type: "string" },
  header: { type: "string", multiple: true },
  report: { type: "string", multiple: true },
  output: { type: "string" },
  verbose: { type: "boolean" },
  "no-color": { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads a command line. A word is a wish to be told something instead of a run. Throws {@link UsageError}. */
export function readArguments(words: readonly string[]): Arguments | "help" | "version" | "list" {
  const { values, positionals } = parse(words);
  if (values.help) return "help";
  if (values.version) return "version";
  if (values.list) return "list";
  const [url, ...more] = positionals;
  if (url === undefined) throw new UsageError("the server's URL is missing");
  if (more.length > 0) throw new UsageError(`one URL, please; got also ${more.join(" ")}`);
  const { level } = values;
  if (level !== undefined && level !== "must" && level !== "should") throw new UsageError("--level is must or should");
  const version = values["ollama-version"];
  if (version !== undefined && !/^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z][0-9A-Za-z.-]*)?$/.test(version))
    throw new UsageError("--ollama-version is like 0.12.0");
  return {
    url,
    endpoint: endpointOf(url, values["base-path"] ?? ""),
    model: values.model,
    embedModel: values["embed-model"],
    rerankModel: values["rerank-model"],
    visionModel: values["vision-model"],
    only: list(values.only),
    profiles: list(values.profile),
    level,
    version,
    readOnly: values["read-only"] ?? false,
    expectedFailures: values["expected-failures"],
    seed: number("--seed", values.seed, 0, 2 ** 31 - 1) ?? Math.floor(Math.random() * 2 ** 31),
    runs: number("--runs", values.runs, 1, 100_000) ?? 20,
    timeout: 1000 * (number("--timeout", values.timeout, 1, 3600) ?? 60),
    timeLimit: 1000 * (number("--time-limit", values["time-limit"], 1, 86_400) ?? 900),
    headers: (values.header ?? []).map(header),
    reports: list(values.report).map(reportFormat),
    output: values.output ?? ".",
    verbose: values.verbose ?? false,
    color: !(values["no-color"] ?? false),
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: optionTypes, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Comma-separated and repeated values as one list. */
function list(values: readonly string[] = []): string[] {
  return values
    .flatMap((value) => value.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
}

function number(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`${name} is a whole number from ${least} to ${most}`);
  }
  return value;
}

function header(text: string): Header {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text);
  if (match === null) throw new UsageError(`--header is like "Authorization: Bearer x", got ${JSON.stringify(text)}`);
  return [match[1]!, match[2]!];
}

function reportFormat(name: string): ReportFormat {
  if (name in reportFormats) return name as ReportFormat;
  throw new UsageError(`--report is one of ${Object.keys(reportFormats).join(", ")}; got ${name}`);
}

/** The address that a URL names; `http` and Ollama's port may be left out. */
function endpointOf(text: string, basePath: string): Endpoint {
  let url: URL;
  try {
    url = new URL(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw new UsageError(`not a URL: ${text}`);
  }
  const bare = !/^https?:\/\//i.test(text);
  const protocol = url.protocol === "https:" ? "https:" : "http:";
  const port = url.port === "" ? (bare ? 11434 : protocol === "https:" ? 443 : 80) : Number(url.port);
  const path = `${url.pathname}/${basePath}`.replace(/\/+/g, "/").replace(/\/$/, "");
  return { protocol, hostname: url.hostname, port, basePath: path };
}
