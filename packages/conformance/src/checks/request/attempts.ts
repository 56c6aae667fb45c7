import { type OperationId, operations } from "@cria/spec";
import type { TSchema } from "@sinclair/typebox";
import type { CheckContext } from "../../check/context.ts";
import { NotSupported } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { absentModel } from "../../target/absent-operations.ts";
import type { CallOptions } from "../../target/client.ts";

/** A request that is read and then refused, so that nothing comes of it whatever the server. */
export interface Attempt {
  readonly operation: OperationId;
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Schema of the body. */
  readonly schema: TSchema;
}

function attempt(operation: keyof typeof bodies): Attempt {
  const { methods, path, request } = operations[operation];
  return { operation, method: methods[0], path, body: bodies[operation], schema: request };
}

/** A valid body for each operation. Those of create, pull and push name no model: others would change a store or a registry. */
const bodies = {
  show: { model: absentModel, verbose: false },
  generate: { model: absentModel, prompt: "hi", stream: false },
  chat: { model: absentModel, messages: [{ role: "user", content: "hi" }], stream: false },
  embed: { model: absentModel, input: "hi" },
  embeddings: { model: absentModel, prompt: "hi" },
  copy: { source: absentModel, destination: `${absentModel}-copy` },
  delete: { model: absentModel },
  create: { model: "", stream: false },
  pull: { model: "", stream: false },
  push: { model: "", stream: false },
} as const;

const all = (Object.keys(bodies) as (keyof typeof bodies)[]).map(attempt);

/** Those of the operations that the server offers; by default of all. Throws {@link NotSupported} if there is none. */
export function attempts({ absent }: CheckContext, which?: readonly OperationId[]): [Attempt, ...Attempt[]] {
  const [first, ...rest] = all.filter(
    ({ operation }) => !absent.has(operation) && (which === undefined || which.includes(operation)),
  );
  if (first === undefined) throw new NotSupported(`the server offers none of ${which?.join(", ") ?? "the operations"}`);
  return [first, ...rest];
}

/** Sends an attempt, with another body if one is given: JSON, or a text or bytes that go out as they are. */
export function send(
  { client }: CheckContext,
  { method, path, body }: Attempt,
  other: Readonly<Record<string, unknown>> | string | Uint8Array = body,
  options: CallOptions = {},
): Promise<Answer> {
  const raw = typeof other === "string" || other instanceof Uint8Array ? { raw: other } : {};
  return client.call(method, path, other, { ...options, ...raw });
}

/** The answer to the attempt as it is. */
export function usual(context: CheckContext, attempt: Attempt): Promise<Answer> {
  return context.once(`attempt at ${attempt.operation}`, () => send(context, attempt));
}
