import type { JsonSchema } from "../json-schema/index.ts";
import type { Method } from "../operations/index.ts";

/** The parts of OpenAPI 3.1 that the document uses. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly OpenApiServer[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

export interface OpenApiServer {
  readonly url: string;
  readonly description: string;
}

export type PathItem = { readonly [Key in Lowercase<Method>]?: OpenApiOperation };

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated?: true;
  readonly parameters?: readonly PathParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
  readonly "x-introduced-in"?: string;
  readonly "x-beyond-ollama"?: true;
  readonly "x-removed-in"?: string;
}

export interface PathParameter {
  readonly name: string;
  readonly in: "path";
  readonly required: true;
  readonly description: string;
  readonly schema: JsonSchema;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly content?: Content;
}

export type Content = Readonly<Record<string, MediaType>>;

export interface MediaType {
  readonly schema: JsonSchema;
  /** How the frames of a stream follow each other; the media type's schema is that of one frame. */
  readonly "x-stream"?: StreamDescription;
}

export interface StreamDescription {
  readonly framing: "ndjson" | "sse";
  /** Whether the answer streams when the request does not say. */
  readonly default: boolean;
  readonly chunk: JsonSchema;
  readonly final: JsonSchema;
  /** What a stream that fails on its way ends with. */
  readonly error?: JsonSchema;
  /** Data of the event after the last JSON frame. */
  readonly terminator?: string;
}
