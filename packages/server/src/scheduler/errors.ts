/** The queue of requests that wait for a model to load is full. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
  constructor() {
    super("server busy, please try again.  maximum pending requests exceeded");
  }
}

/** The client left before the request had its runner. */
export class RequestCanceledError extends Error {
  override readonly name = "RequestCanceledError";
  constructor() {
    super("request canceled");
  }
}

/** The server ends, and with it every answer. */
export class ShuttingDownError extends Error {
  override readonly name = "ShuttingDownError";
  constructor() {
    super("the server is shutting down");
  }
}

/** A model is larger than all memory of the machine. */
export class InsufficientMemoryError extends Error {
  override readonly name = "InsufficientMemoryError";
  /** Both in bytes. */
  constructor(needed: number, total: number) {
    const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    super(`model requires more system memory (${gibibytes(needed)}) than is available (${gibibytes(total)})`);
  }
}

/** A load made no progress for too long. */
export class LoadStalledError extends Error {
  override readonly name = "LoadStalledError";
  constructor(stage: string, fraction: number) {
    super(`timed out waiting for the model runner to start - ${stage}, progress ${fraction.toFixed(2)}`);
  }
}
