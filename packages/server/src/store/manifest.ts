import { encodeJson } from "../http/json.ts";

export const manifestType = "application/vnd.docker.distribution.manifest.v2+json";
export const configType = "application/vnd.docker.container.image.v1+json";

/** What a layer of a model holds; the end of its media type. */
export type LayerKind =
  | "model"
  | "projector"
  | "adapter"
  | "draft"
  | "template"
  | "prompt"
  | "system"
  | "params"
  | "messages"
  | "license";

const layerPrefix = "application/vnd.ollama.image.";

/** A blob that a manifest names. */
export interface Layer {
  readonly mediaType: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Model or file that it came from. */
  readonly from?: string | undefined;
  /** Name within a set of files, for some media types. */
  readonly name?: string | undefined;
}

export interface Manifest {
  readonly config: Layer;
  readonly layers: readonly Layer[];
}

/** Media type of a kind of layer. */
export function mediaType(kind: LayerKind): string {
  return layerPrefix + kind;
}

/** Whether a layer is of one of these kinds. */
export function isKind(layer: Layer, ...kinds: LayerKind[]): boolean {
  return kinds.some((kind) => layer.mediaType === mediaType(kind));
}

/** A manifest as its file holds it: compact, in Ollama's order of fields, with a newline. */
export function encodeManifest({ config, layers }: Manifest): string {
  const manifest = { schemaVersion: 2, mediaType: manifestType, config: ordered(config), layers: layers.map(ordered) };
  return `${encodeJson(manifest)}\n`;
}

function ordered({ mediaType, digest, size, from, name }: Layer): Layer {
  return { mediaType, digest, size, from: from || undefined, name: name || undefined };
}

/** A manifest that is not one. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/** Reads a manifest. Whatever is not needed is ignored. Throws {@link ManifestError}. */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = text.trim() === "" ? "unexpected EOF" : `the manifest is not JSON: ${(error as Error).message}`;
    throw new ManifestError(reason, { cause: error });
  }
  if (!isObject(json)) throw new ManifestError("the manifest is not a JSON object");
  const layers = json.layers ?? [];
  if (!Array.isArray(layers)) throw new ManifestError("the manifest's layers are not an array");
  return { config: parseLayer(json.config ?? {}), layers: layers.map(parseLayer) };
}

function parseLayer(json: unknown): Layer {
  if (!isObject(json)) throw new ManifestError("a layer of the manifest is not a JSON object");
  const { mediaType = "", digest = "", size = 0, from, name } = json;
  if (typeof mediaType !== "string" || typeof digest !== "string" || typeof size !== "number") {
    throw new ManifestError("a layer of the manifest has a field of a wrong type");
  }
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  return { mediaType, digest, size, from: text(from), name: text(name) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
