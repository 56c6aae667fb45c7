/** An absolute path of two parts or more; not what follows the scheme or the name of a host. */
const absolute = /(?<![\w.:/~-])(?:[A-Za-z]:)?[/\\](?:[^\s"'`:;,()/\\]+[/\\])+[^\s"'`:;,()/\\]*/g;

/**
 * The text of an error without where things lie on this machine: clients may be strangers. A file keeps its name, and a
 * blob its folder.
 */
export function hidePaths(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // A path with spaces can't be told from the text around it, but some errors say what theirs is.
  const own = pathsOf(error).reduce((shown, path) => shown.replaceAll(path, shownAs(path)), text);
  return own.replace(absolute, shownAs);
}

function pathsOf(error: unknown): string[] {
  const { path, dest } = (error ?? {}) as { path?: unknown; dest?: unknown };
  return [path, dest].filter((value): value is string => typeof value === "string" && value.length > 1);
}

function shownAs(path: string): string {
  const [folder, name = ""] = path.split(/[/\\]/).slice(-2);
  return folder === "blobs" ? `${folder}/${name}` : name;
}
