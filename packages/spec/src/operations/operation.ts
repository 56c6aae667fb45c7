import type { TSchema } from "@sinclair/typebox";
import type { Lifetime } from "../since.ts";

export type Method = "HEAD" | "GET" | "POST" | "DELETE";

/** Whose protocol an operation speaks: it decides the form of its errors. */
export type Protocol = "native" | "openai" | "anthropic";

/** What an endpoint takes and answers. */
export interface Operation extends Lifetime {
  readonly methods: readonly Method[];
  /** Path with `:name` for a parameter. */
  readonly path: string;
  /** What stands in the path, by the parameter's name; strings. */
  readonly pathParameters?: Readonly<Record<string, TSchema>>;
  readonly summary: string;
  readonly protocol: Protocol;
  /** There unless {@link beyondOllama} is. */
  readonly introducedIn?: string;
  /** Whether no release of Ollama has it: servers may offer it all the same. */
  readonly beyondOllama?: true;
  readonly deprecated?: true;
  /** How the body is sent: JSON, form fields, or bytes that are read as they come; absent if none is read. */
  readonly body?: "json" | "multipart" | "bytes";
  /** The JSON body, or the fields of a form. */
  readonly request?: TSchema;
  /**
   * Body by status: a schema for JSON, a word for the rest. Of a stream, status 200 is the answer without streaming. The
   * answer to HEAD has the headers of that body alone. What every operation may answer is left out: 403 without a body for
   * a foreign host or origin, 404 and 405 in plain text for a path or method that does not exist.
   */
  readonly responses: Readonly<Record<number, TSchema | "text" | "empty">>;
  /** Whether a request can ask for the answer of status 200 as plain text. */
  readonly plainText?: true;
  /** How the answer is framed when it streams: a JSON object per line, or server-sent events with JSON data. */
  readonly stream: "none" | "ndjson" | "sse";
  /** Whether it streams when the request does not say. */
  readonly streamsByDefault?: boolean;
  /** A frame of the stream but the last. */
  readonly chunk?: TSchema;
  /** The last frame; of server-sent events, the last with JSON data. */
  readonly final?: TSchema;
  /**
   * What may stand in place of any frame but the first, and ends the stream. An error that comes first is an answer with
   * its own status.
   */
  readonly errorFrame?: TSchema;
  /** Data of a server-sent event after the last with JSON, such as `[DONE]`; absent if the stream just ends. */
  readonly terminator?: string;
}
