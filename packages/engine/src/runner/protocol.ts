import type {
  EmbedRequest,
  GenerateEvent,
  GenerateRequest,
  LoadProgress,
  RunnerErrorCode,
  RunnerInfo,
  RunnerSettings,
} from "./types.ts";

/** An error as it crosses the process boundary. */
export interface ErrorMessage {
  readonly code: RunnerErrorCode;
  readonly message: string;
  readonly promptTokens?: number;
  readonly input?: number;
}

/** The embedding of one input of a request. */
export interface EmbeddedInput {
  readonly index: number;
  readonly tokens: number;
  /** f32 values, little-endian, in base64. */
  readonly vector: string;
}

/** From the server's process to the runner's. Ids are the server's, unique per runner. */
export type ToRunner =
  | { readonly type: "load"; readonly settings: RunnerSettings }
  /** Answers "need": the memory may be taken. */
  | { readonly type: "proceed" }
  | { readonly type: "generate"; readonly id: number; readonly request: GenerateRequest }
  | { readonly type: "embed"; readonly id: number; readonly request: EmbedRequest }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "tokenize"; readonly id: number; readonly text: string; readonly addSpecial: boolean }
  | { readonly type: "detokenize"; readonly id: number; readonly tokens: readonly number[]; readonly special: boolean }
  /** One "events" message was taken in. */
  | { readonly type: "acknowledge" };

/** From the runner's process to the server's. */
export type FromRunner =
  | { readonly type: "progress"; readonly progress: LoadProgress }
  /** Bytes that the model is about to take. */
  | { readonly type: "need"; readonly bytes: number }
  | { readonly type: "ready"; readonly info: RunnerInfo }
  | { readonly type: "failed"; readonly error: ErrorMessage }
  /** What one decode step brought, for all requests. */
  | { readonly type: "events"; readonly events: readonly (readonly [id: number, event: GenerateEvent])[] }
  /** Inputs of a request that one pack embedded. */
  | { readonly type: "embedded"; readonly id: number; readonly inputs: readonly EmbeddedInput[] }
  | { readonly type: "error"; readonly id: number; readonly error: ErrorMessage }
  /** A part of a text's tokens, see {@link tokensAtOnce}. */
  | { readonly type: "tokens"; readonly id: number; readonly tokens: readonly number[]; readonly isLast: boolean }
  | { readonly type: "text"; readonly id: number; readonly text: string };

/** Tokens of one message: reading a longer one would keep everybody waiting who wants something of the server. */
export const tokensAtOnce = 2 ** 15;

/** Steps that the runner may be ahead of the server; a channel has no back-pressure of its own. */
export const maxUnacknowledged = 256;
