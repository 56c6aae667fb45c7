/** A registry, its token service or its storage that did not do what it was asked. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  /** HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  /** Whether the same request may do better later. */
  readonly isPassing: boolean;
  /** Whether nobody was there to answer, which a first request need not wait for to change. */
  readonly isUnreachable: boolean;
  /** Milliseconds that the other side asked to be left alone for. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    {
      status,
      isPassing = false,
      isUnreachable = false,
      retryAfter,
      cause,
    }: Partial<Omit<RegistryError, "name" | "message">> = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.isPassing = isPassing;
    this.isUnreachable = isUnreachable;
    this.retryAfter = retryAfter;
  }
}
