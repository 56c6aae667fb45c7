import type { OperationId } from "@cria/spec";

/** A request for an operation, as the fake server sees it. */
export interface FakeRequest {
  readonly method: string;
  /** Path as it was sent, with its query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly operation: OperationId;
  readonly params: Readonly<Record<string, string>>;
}
