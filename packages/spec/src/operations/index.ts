import type { Static, TSchema } from "@sinclair/typebox";
import { anthropicOperations } from "./anthropic.ts";
import { beyondOperations } from "./beyond.ts";
import { nativeOperations } from "./native.ts";
import { openaiOperations } from "./openai.ts";
import type { Operation } from "./operation.ts";

export type { Method, Operation, Protocol } from "./operation.ts";

/** Every endpoint of the API, by id. */
export const operations = {
  ...nativeOperations,
  ...openaiOperations,
  ...anthropicOperations,
  ...beyondOperations,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationId = keyof Operations;

type SchemaType<Schema> = Schema extends TSchema ? Static<Schema> : undefined;
type Member<Id extends OperationId, Key extends string> = Operations[Id] extends { readonly [K in Key]: infer Value }
  ? Value
  : undefined;

/** Type of an operation's JSON body or form; `undefined` where none is read. */
export type RequestOf<Id extends OperationId> = SchemaType<Member<Id, "request">>;

/** Type of an operation's answer with status 200 when it does not stream; `undefined` where it is not JSON. */
export type ResponseOf<Id extends OperationId> = Operations[Id]["responses"] extends { readonly 200: infer Body }
  ? SchemaType<Body>
  : undefined;

/** Type of a frame of an operation's stream but the last; `undefined` where it does not stream. */
export type ChunkOf<Id extends OperationId> = SchemaType<Member<Id, "chunk">>;

/** Type of the last frame of an operation's stream; `undefined` where it does not stream. */
export type FinalOf<Id extends OperationId> = SchemaType<Member<Id, "final">>;
