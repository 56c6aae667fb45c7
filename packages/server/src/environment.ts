import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseByteSize } from "./byte-size.ts";
import { parseDuration } from "./duration.ts";

/** What the server reads from its environment variables. */
export interface Environment {
  /** Where to listen (`OLLAMA_HOST`). */
  readonly host: { readonly hostname: string; readonly port: number };
  /** Origins allowed besides the local ones (`OLLAMA_ORIGINS`). */
  readonly origins: readonly string[];
  /** Keys, of which a request must bring one; empty asks for none (`CRIA_API_KEY`). */
  readonly apiKeys: readonly string[];
  /** Root of the model store (`OLLAMA_MODELS`). */
  readonly models: string;
  /** Folder of transcoded weights (`CRIA_CACHE`, else within the store or, if that is read-only, the user's cache). */
  readonly cacheDir: string;
  /** Most bytes that stay there; undefined leaves the choice to the engine (`CRIA_CACHE_SIZE`). */
  readonly cacheSize: number | undefined;
  /** Milliseconds that an idle model stays loaded; Infinity is forever (`OLLAMA_KEEP_ALIVE`). */
  readonly keepAlive: number;
  /** Milliseconds that a load may go without progress; Infinity is without end (`OLLAMA_LOAD_TIMEOUT`). */
  readonly loadTimeout: number;
  /** Milliseconds that answers under way have to end when the server is told to (`CRIA_DRAIN_TIMEOUT`). */
  readonly drainTimeout: number;
  /** Default context in tokens; 0 leaves the choice to the server (`OLLAMA_CONTEXT_LENGTH`). */
  readonly contextLength: number;
  /** Requests of one model that are decoded together (`OLLAMA_NUM_PARALLEL`); 0 for as many as memory has room for. */
  readonly numParallel: number;
  /** Models loaded at once; 0 leaves the choice to the server (`OLLAMA_MAX_LOADED_MODELS`). */
  readonly maxLoadedModels: number;
  /** Requests that may wait for a load (`OLLAMA_MAX_QUEUE`). */
  readonly maxQueue: number;
  /** Leave unused blobs alone (`OLLAMA_NOPRUNE`). */
  readonly noPrune: boolean;
  /** No cloud features (`OLLAMA_NO_CLOUD`). */
  readonly noCloud: boolean;
  /** Whether Go templates are used; undefined leaves the choice to the server (`OLLAMA_GO_TEMPLATE`). */
  readonly goTemplate: boolean | undefined;
  /** Whether the model that comes with Cria is shown (`CRIA_EMBEDDED_MODEL`). */
  readonly embeddedModel: boolean;
  /** Where `/livez`, `/readyz` and `/metrics` are: beside the API, at an address of their own, or nowhere (`CRIA_METRICS`). */
  readonly probes: "here" | "nowhere" | { readonly hostname: string; readonly port: number };
  /** Verbose log (`OLLAMA_DEBUG`). */
  readonly debug: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the environment; a value that makes no sense counts as absent, as in Ollama. `home` is the user's folder. */
export function readEnvironment(variables: Variables = process.env, home: string = homedir()): Environment {
  const read = (name: string) => trim(variables[name] ?? "");
  const models = resolve(read("OLLAMA_MODELS") || join(home, ".ollama", "models"));
  const cache = read("CRIA_CACHE");
  return {
    host: parseHost(read("OLLAMA_HOST")),
    origins: parseList(read("OLLAMA_ORIGINS")),
    apiKeys: parseList(read("CRIA_API_KEY")),
    models,
    cacheDir: cache === "" ? defaultCacheDir(models, home) : resolve(cache),
    cacheSize: parseByteSize(read("CRIA_CACHE_SIZE")),
    keepAlive: parsePeriod(read("OLLAMA_KEEP_ALIVE"), 5 * 60_000, (milliseconds) => milliseconds < 0),
    loadTimeout: parsePeriod(read("OLLAMA_LOAD_TIMEOUT"), 5 * 60_000, (milliseconds) => milliseconds <= 0),
    drainTimeout: Math.max(
      0,
      parsePeriod(read("CRIA_DRAIN_TIMEOUT"), 0, () => false),
    ),
    contextLength: parseUnsigned(read("OLLAMA_CONTEXT_LENGTH"), 0),
    numParallel: parseUnsigned(read("OLLAMA_NUM_PARALLEL"), 0),
    maxLoadedModels: parseUnsigned(read("OLLAMA_MAX_LOADED_MODELS"), 0),
    maxQueue: parseUnsigned(read("OLLAMA_MAX_QUEUE"), 512),
    noPrune: parseBoolean(read("OLLAMA_NOPRUNE"), false),
    noCloud: parseBoolean(read("OLLAMA_NO_CLOUD"), false),
    goTemplate: parseBoolean(read("OLLAMA_GO_TEMPLATE"), undefined),
    embeddedModel: read("CRIA_EMBEDDED_MODEL") !== "off",
    probes: parseProbes(read("CRIA_METRICS")),
    debug: parseBoolean(read("OLLAMA_DEBUG"), false),
  };
}

/** The texts between commas. */
function parseList(text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  return items.filter((item) => item !== "");
}

/** Surrounding space, then surrounding quotes are no part of a value. */
function trim(value: string): string {
  return value.trim().replace(/^["']+|["']+$/g, "");
}

function defaultCacheDir(models: string, home: string): string {
  return isWritable(models) ? join(models, "cria-cache") : join(home, ".cache", "cria");
}

/** Whether the folder can be written to, or created. */
function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return missing && dirname(folder) !== folder && isWritable(dirname(folder));
  }
}

function parseProbes(text: string): Environment["probes"] {
  if (text === "") return "here";
  return text === "off" ? "nowhere" : parseHost(text);
}

const defaultPort = 11434;

/** Address of `[scheme://]host[:port][/path]`; a bad port is the default one. */
export function parseHost(value: string): { hostname: string; port: number } {
  const schemeEnd = value.indexOf("://");
  const scheme = schemeEnd < 0 ? "" : value.slice(0, schemeEnd).toLowerCase();
  const address = value.slice(schemeEnd < 0 ? 0 : schemeEnd + 3).replace(/\/.*$/s, "");
  const fallback = scheme === "http" ? 80 : scheme === "https" ? 443 : defaultPort;
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(address);
  if (bracketed) return { hostname: bracketed[1] || "127.0.0.1", port: parsePort(bracketed[2], fallback) };
  const parts = address.split(":");
  // More than one colon without brackets is a bare IPv6 address.
  if (parts.length > 2) return { hostname: address, port: fallback };
  return { hostname: parts[0] || "127.0.0.1", port: parsePort(parts[1], fallback) };
}

function parsePort(text: string | undefined, fallback: number): number {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : fallback;
}

/** A duration or bare seconds. */
function parsePeriod(text: string, fallback: number, isForever: (milliseconds: number) => boolean): number {
  if (text === "") return fallback;
  const milliseconds = /^[+-]?\d+$/.test(text) ? Number(text) * 1000 : durationOr(text, fallback);
  return isForever(milliseconds) ? Number.POSITIVE_INFINITY : milliseconds;
}

function durationOr(text: string, fallback: number): number {
  try {
    return parseDuration(text);
  } catch {
    return fallback;
  }
}

function parseUnsigned(text: string, fallback: number): number {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : fallback;
}

/** Go's forms of a boolean; any other text is true. */
function parseBoolean<Fallback>(text: string, fallback: Fallback): boolean | Fallback {
  if (text === "") return fallback;
  return !["0", "f", "F", "false", "FALSE", "False"].includes(text);
}
