import type { OperationId } from "@cria/spec";

/** A request as the fake server sees it. */
export interface FakeRequest {
  readonly method: string;
  /** Path as it was sent, with its query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** What it asks for; undefined if it was answered before that was known, or asks for nothing. */
  readonly operation: OperationId | undefined;
  readonly params: Readonly<Record<string, string>>;
}

/** A request for an operation. */
export type OperationRequest = FakeRequest & { readonly operation: OperationId };
