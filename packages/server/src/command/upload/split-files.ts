import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { formatPartName, parsePartName } from "../../create/part-name.ts";
import { CommandError } from "../errors.ts";

/**
 * The files and, for each that is named like a part of a split model (`…-00002-of-00003.gguf`), the other parts, which lie
 * beside it unless they are among the files themselves. Each path is given once. Throws {@link CommandError} if a part is
 * missing.
 */
export function withOtherParts(paths: readonly string[]): string[] {
  const names = new Set(paths.map((path) => basename(path)));
  const all = paths.flatMap((path) => {
    const part = parsePartName(basename(path));
    if (part === undefined) return [path];
    const others = Array.from({ length: part.count }, (_, index) => formatPartName({ ...part, number: index + 1 }))
      .filter((name) => !names.has(name))
      .map((name) => join(dirname(path), name));
    for (const other of others) {
      if (!existsSync(other))
        throw new CommandError(`${basename(path)} is a part of a split model: ${other} is missing`);
    }
    return [path, ...others];
  });
  return [...new Set(all)];
}
