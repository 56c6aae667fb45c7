/** What is known of the answer that an error is about. */
export interface ErrorDetails {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Headers;
  readonly cause?: unknown;
}

/** Every error that this client throws by itself; aborting throws the signal's reason instead, an `AbortError`. */
export class OllamaError extends Error {
  override name = "OllamaError";
  /** HTTP status of the answer; `undefined` if there was none. */
  readonly status: number | undefined;
  /** Body of the answer, parsed if it is JSON, else its text; `undefined` if none was read. */
  readonly body: unknown;
  /** Headers of the answer; `undefined` if there was none. */
  readonly headers: Headers | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.body = details.body;
    this.headers = details.headers;
  }
}

/** The server refused: a status that is not 2xx, or an error in the midst of a stream (status 200). */
export class ResponseError extends OllamaError {
  override name = "ResponseError";
  /** The server's text. */
  readonly error: string;
  /** HTTP status, as in `status`. */
  readonly status_code: number;

  constructor(error: string, status_code: number, details: Omit<ErrorDetails, "status"> = {}) {
    super(error, { ...details, status: status_code });
    this.error = error;
    this.status_code = status_code;
  }
}

/** No answer, or one that broke off: nothing listens, the name does not resolve, the connection was lost. */
export class ConnectionError extends OllamaError {
  override name = "ConnectionError";
  /** The runtime's code, such as `ECONNREFUSED`, where it gives one. */
  readonly code: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    const code = codeOf(details.cause);
    const reason = details.cause instanceof Error ? `: ${details.cause.message}` : "";
    super(`${message}${reason}${code === undefined || reason.includes(code) ? "" : ` (${code})`}`, details);
    this.code = code;
  }
}

/** A stream ended properly, but before its last frame. */
export class IncompleteStreamError extends OllamaError {
  override name = "IncompleteStreamError";
}

/** The server sent something that is not JSON, or not an object, where a JSON object belongs. */
export class MalformedResponseError extends OllamaError {
  override name = "MalformedResponseError";
  /** The line, event or body, as it came. */
  readonly text: string;

  constructor(text: string, details: ErrorDetails = {}) {
    super(`malformed answer: ${text.length > 200 ? `${text.slice(0, 200)}…` : text}`, { body: text, ...details });
    this.text = text;
  }
}

// Node hides the code of a socket's error in the cause of the one that fetch throws.
function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return undefined;
}

/** The text of an error in a body or frame of any of the protocols; `undefined` if it is none. */
export function errorText(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined;
  const { error } = body;
  if (typeof error === "string") return error;
  if (typeof error === "object" && error !== null && "message" in error && typeof error.message === "string") {
    return error.message;
  }
  return undefined;
}
