import { open } from "node:fs/promises";
import { posix } from "node:path";
import { CheckpointError } from "./error.ts";

/** Tokenizers are the largest of these files. */
const longestText = 128 * 2 ** 20;

/** The files of a model's folder, by their names in it. */
export class Folder {
  readonly #paths: ReadonlyMap<string, string>;

  /** @param paths where each file lies, by relative name; the folder is where `config.json` is */
  constructor(paths: ReadonlyMap<string, string>) {
    const config = [...paths.keys()].filter((name) => posix.basename(name) === "config.json");
    const root = posix.dirname(config.toSorted((a, b) => a.length - b.length)[0] ?? "config.json");
    this.#paths = new Map([...paths].map(([name, path]) => [posix.relative(root, name), path]));
  }

  has(name: string): boolean {
    return this.#paths.has(name);
  }

  /** Files that lie in the folder itself. */
  get names(): string[] {
    return [...this.#paths.keys()].filter((name) => !name.includes("/"));
  }

  path(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new CheckpointError(`"${name}" is missing`);
    return path;
  }

  /** A small file. Throws {@link CheckpointError} if it is missing, or too long for what it is. */
  async bytes(name: string): Promise<Uint8Array> {
    await using file = await open(this.path(name), "r");
    if ((await file.stat()).size > longestText) throw new CheckpointError(`"${name}" is too long`);
    return file.readFile();
  }

  async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(name));
  }

  /** A JSON object; undefined for a missing file. Throws {@link CheckpointError} for anything else. */
  async json(name: string): Promise<Record<string, unknown> | undefined> {
    if (!this.has(name)) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(await this.text(name));
    } catch (error) {
      if (error instanceof SyntaxError) throw new CheckpointError(`"${name}" is no JSON`);
      throw error;
    }
    if (isObject(value)) return value;
    throw new CheckpointError(`"${name}" is no JSON object`);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
