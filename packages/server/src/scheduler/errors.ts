/** The queue of requests that wait for a model to load is full. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
  constructor() {
    super("server busy, please try again.  maximum pending requests exceeded");
  }
}

/** The client left, or the server is shutting down, before the request had its runner. */
export class RequestCanceledError extends Error {
  override readonly name = "RequestCanceledError";
  constructor() {
    super("request canceled");
  }
}

/** A load made no progress for too long. */
export class LoadStalledError extends Error {
  override readonly name = "LoadStalledError";
  constructor(stage: string, fraction: number) {
    super(`timed out waiting for the model runner to start - ${stage}, progress ${fraction.toFixed(2)}`);
  }
}
