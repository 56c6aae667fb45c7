import { parsePartName } from "../../create/part-name.ts";

/** A file of a repository on the hub. */
export interface HubFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** `sha256:` and hex; undefined for small files: the hub knows it of large ones only. */
  readonly digest: string | undefined;
}

/** What makes a model of a repository. */
export interface HubModel {
  /** The parts of the weights, in order. */
  readonly parts: readonly HubFile[];
  readonly projector: HubFile | undefined;
}

const defaultTag = "q4_k_m";

/** Reads what the hub lists of a repository; what is no file, or has no sense, is left out. */
export function parseListing(json: unknown): HubFile[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((entry: { type?: unknown; path?: unknown; size?: unknown; lfs?: { oid?: unknown } } | null) => {
    const { type, path, size, lfs } = entry ?? {};
    if (type !== "file" || typeof path !== "string" || !Number.isSafeInteger(size)) return [];
    const isKnown = typeof lfs?.oid === "string" && /^[0-9a-f]{64}$/.test(lfs.oid);
    return [{ path, size: size as number, digest: isKnown ? `sha256:${lfs.oid}` : undefined }];
  });
}

/**
 * The split model that a tag stands for: the name of its kind of weights in any case, as `Q4_K_M`, or of its first file.
 * `latest` is Q4_K_M, else the first there is. Undefined if there is none that is whole.
 */
export function chooseSplitModel(files: readonly HubFile[], tag: string): HubModel | undefined {
  const sets = new Map<string, HubFile[]>();
  for (const file of files) {
    const name = parsePartName(file.path);
    if (name === undefined || file.digest === undefined) continue;
    const key = `${name.model} ${name.count}`;
    const set = sets.get(key) ?? [];
    set[name.number - 1] = file;
    sets.set(key, set);
  }
  const whole = [...sets].filter(([key, set]) => Object.keys(set).length === Number(key.slice(key.lastIndexOf(" "))));
  // Of Q4_K_M and UD-Q4_K_M, the tag Q4_K_M means the former.
  const models = whole
    .map(([, parts]) => parts)
    .filter(([first]) => !isProjector(first!))
    .sort(([a], [b]) => a!.path.length - b!.path.length);
  const parts =
    tag === "latest"
      ? (models.find((set) => isOf(set, defaultTag)) ?? models[0])
      : models.find((set) => isOf(set, tag));
  return parts && { parts, projector: chooseProjector(files) };
}

function isOf([first]: readonly HubFile[], tag: string): boolean {
  const path = first!.path.toLowerCase();
  const wanted = tag.toLowerCase();
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === wanted || name === `${wanted}.gguf`) return true;
  const { model = "" } = parsePartName(name) ?? {};
  const [before, after] = [model.slice(0, -wanted.length), model.slice(-wanted.length)];
  return after === wanted && /(^|[-.])$/.test(before);
}

function isProjector({ path }: HubFile): boolean {
  return /(^|\/)[^/]*mmproj[^/]*\.gguf$/i.test(path);
}

/** The most exact projector that is not larger than need be. */
function chooseProjector(files: readonly HubFile[]): HubFile | undefined {
  const found = files.filter((file) => file.digest !== undefined && isProjector(file));
  return found.find(({ path }) => /[^b]f16/i.test(path)) ?? found[0];
}
