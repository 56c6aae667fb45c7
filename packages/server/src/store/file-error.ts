const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  ENOSPC: "no space left on device",
  EROFS: "read-only file system",
  EMFILE: "too many open files",
  ELOOP: "too many levels of symbolic links",
  ENAMETOOLONG: "file name too long",
  ENXIO: "no such device or address",
};

/** A file that could not be used, in the words of Go's os package. */
export class FileError extends Error {
  override readonly name = "FileError";
  /** The operating system's code, such as `ENOENT`. */
  readonly code: string;
  readonly path: string;

  constructor(operation: string, path: string, cause: unknown) {
    const code = codeOf(cause);
    super(`${operation} ${path}: ${reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))}`, {
      cause,
    });
    this.code = code;
    this.path = path;
  }
}

/** Code of an error of the file system; `""` for any other error. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** Whether a file or folder was not there. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}
