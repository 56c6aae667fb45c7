/** An answer of the fake server before it becomes bytes, so that a mutant can change it. */
export interface FakeAnswer {
  readonly status: number;
  /** Besides those that the body brings; a name here replaces the body's. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FakeBody;
}

export type FakeBody =
  | { readonly kind: "empty" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly value: unknown }
  /** One JSON object per line. */
  | { readonly kind: "ndjson"; readonly frames: readonly unknown[]; readonly pace?: number }
  | { readonly kind: "sse"; readonly events: readonly FakeEvent[]; readonly pace?: number }
  /** Bytes as they go out, a part at a time; `pace` is the milliseconds between two parts, as between two frames. */
  | { readonly kind: "raw"; readonly parts: readonly (string | Uint8Array)[]; readonly pace?: number };

export interface FakeEvent {
  readonly event?: string;
  /** JSON, or a text such as `[DONE]` that goes out as it is. */
  readonly data: unknown;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return { status, headers, body: { kind: "json", value } };
}

export function text(status: number, content: string, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return { status, headers: { "content-type": "text/plain", ...headers }, body: { kind: "text", text: content } };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return { status, headers, body: { kind: "empty" } };
}

export function ndjson(frames: readonly unknown[], pace = 0): FakeAnswer {
  return { status: 200, headers: {}, body: { kind: "ndjson", frames, pace } };
}

/** A native error. */
export function failure(status: number, error: string): FakeAnswer {
  return json(status, { error });
}
