import { dirname, relative, sep } from "node:path";

/** Names under which files are sent: relative to the deepest folder that holds them all, with `/` between parts. */
export function uploadNames(paths: readonly string[]): string[] {
  let root = dirname(paths[0] ?? sep);
  for (const path of paths) {
    while (!isInside(path, root)) root = dirname(root);
  }
  return paths.map((path) => relative(root, path).split(sep).join("/"));
}

function isInside(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
