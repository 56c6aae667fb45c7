import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import { CommandError } from "../errors.ts";

type Content = "zip" | "text" | "binary" | "any";

/** File patterns of the known model formats, best first, with what their files must contain. */
const FORMATS: readonly (readonly [patterns: readonly string[], content: Content])[] = [
  [["model*.safetensors", "*/model*.safetensors"], "any"],
  [["consolidated*.safetensors", "*/consolidated*.safetensors"], "any"],
  [["pytorch_model*.bin"], "zip"],
  [["consolidated*.pth"], "zip"],
  [["*.gguf"], "binary"],
  [["*.bin"], "binary"],
];

/** Files that go with a model of any format. */
const COMPANIONS: readonly (readonly [pattern: string, content: Content])[] = [
  ["*.json", "text"],
  ["*/*.json", "text"],
  ["chat_template.jinja", "text"],
  ["tokenizer.model", "any"],
  ["merges.txt", "text"],
];

/**
 * The files of a model's folder: those of the first format found, with their companions. Paths are absolute.
 * Throws {@link CommandError} if there is no model, or a link leads out of the folder.
 */
export function modelFiles(directory: string): string[] {
  for (const [patterns, content] of FORMATS) {
    const weights = patterns.flatMap((pattern) => find(directory, pattern, content));
    if (weights.length === 0) continue;
    const companions = COMPANIONS.flatMap(([pattern, kind]) => find(directory, pattern, kind));
    return [...new Set([...weights, ...companions])];
  }
  throw new CommandError("no Modelfile or safetensors files found");
}

function find(directory: string, pattern: string, content: Content): string[] {
  const paths = [...new Bun.Glob(pattern).scanSync({ cwd: directory, absolute: true, onlyFiles: false })].sort();
  const root = realpathSync(directory);
  return paths.filter((path) => {
    const inside = relative(root, realpathSync(path));
    if (inside === ".." || inside.startsWith(`..${sep}`)) throw new CommandError(`insecure path: ${path}`);
    return statSync(path).isFile() && (content === "any" || sniff(path) === content);
  });
}

/** What the first bytes of a file look like. */
function sniff(path: string): Content {
  const head = new Uint8Array(512);
  const file = openSync(path, "r");
  try {
    const bytes = head.subarray(0, readSync(file, head));
    if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) return "zip";
    // Control characters that no text has; tab, newlines, form feed and escape are fine.
    const isBinary = bytes.some((b) => b <= 8 || b === 11 || (b >= 14 && b <= 26) || (b >= 28 && b <= 31));
    return isBinary ? "binary" : "text";
  } finally {
    closeSync(file);
  }
}
