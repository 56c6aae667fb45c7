/** One request as it goes over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, already percent-encoded, below the target's base path. */
  readonly path: string;
  /** Headers in order; `host`, `content-length` and `connection` are added if they are not here. */
  readonly headers: readonly Header[];
  readonly body?: Uint8Array;
}

/** Name as it was written, and value. */
export type Header = readonly [name: string, value: string];

/** Bytes of the body as they arrived, with the time since the request was sent. */
export interface BodyPart {
  readonly bytes: Uint8Array;
  /** Milliseconds. */
  readonly at: number;
}

/** An answer, as far as it came. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  /** The body without transfer coding, in the parts that arrived. */
  readonly parts: readonly BodyPart[];
  /** Whether the body came to its end as its framing says. */
  readonly complete: boolean;
}

/** Why an exchange ended without a complete answer. */
export interface TransportFailure {
  readonly kind: "refused" | "closed" | "malformed" | "timeout" | "too large" | "stopped";
  readonly message: string;
}

/** A request and what came of it. */
export interface Exchange {
  readonly request: HttpRequest;
  /** Absent if not even a status line and headers came. */
  readonly response?: HttpResponse;
  /** Absent if the answer is complete. */
  readonly failure?: TransportFailure;
  /** Whether bytes came after the end of the answer, such as a body for HEAD. */
  readonly leftover: boolean;
  /** Milliseconds from sending to the end. */
  readonly duration: number;
}
