import { isRecord } from "../check/expect.ts";
import { empty, failure, json } from "../fake/answer.ts";
import type { FakeRequest, OperationRequest } from "../fake/request.ts";
import { without } from "./changes.ts";
import { fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { onBody } from "./operations.ts";

/** Whether a request is one with a JSON body. */
function isJson({ operation, method }: FakeRequest): boolean {
  return operation !== undefined && (method === "POST" || method === "DELETE") && operation !== "blobUpload";
}

/** Refuses requests with JSON bodies. */
const refusing = (status: number, refused: (request: FakeRequest) => boolean): NonNullable<Mutant["answer"]> => {
  return (answer, request) => (isJson(request) && refused(request) ? failure(status, "bad request") : answer);
};

/** Replaces error answers by their text. */
function onError(form: RegExp, change: (error: string) => ReturnType<typeof failure>): NonNullable<Mutant["answer"]> {
  return (answer) => {
    const { body } = answer;
    const error = body.kind === "json" && isRecord(body.value) ? body.value.error : undefined;
    return answer.status === 400 && typeof error === "string" && form.test(error) ? change(error) : answer;
  };
}

/** Changes the body of a request, as text. */
const onText = (change: (text: string) => string): NonNullable<Mutant["request"]> => {
  return (request: OperationRequest) =>
    isJson(request)
      ? { ...request, bytes: new TextEncoder().encode(change(new TextDecoder().decode(request.bytes))) }
      : request;
};

const isSyntax = /^(?:invalid character|unexpected EOF)/;
const isType = /^json: cannot unmarshal/;

/** Whether a text is one JSON value. */
function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";

/** What some fields take. */
const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...Object.fromEntries(["prompt", "system", "template", "suffix"].map((name) => [name, isText])),
  ...Object.fromEntries(["stream", "raw", "verbose", "truncate"].map((name) => [name, isFlag])),
  messages: Array.isArray,
  images: Array.isArray,
  context: Array.isArray,
  options: isRecord,
};

/** Mutants of how bodies are read. */
export const request: readonly Mutant[] = [
  {
    id: "content-type-required",
    bug: "A body without the content type `application/json` gets 415.",
    killedBy: ["request.headers.content-type-ignored"],
    answer: refusing(415, ({ headers }) => headers["content-type"] !== "application/json"),
  },
  {
    id: "forms-parsed",
    bug: "A body with the content type of a form is read as one, as curl's `-d` sends it.",
    killedBy: ["request.headers.content-type-ignored"],
    answer: refusing(400, ({ headers }) => /^application\/x-www-form-urlencoded/.test(headers["content-type"] ?? "")),
  },
  {
    id: "accept-checked",
    bug: "A client that does not accept JSON gets 406.",
    killedBy: ["request.headers.accept-ignored"],
    answer: refusing(406, ({ headers }) => !/json|\*\/\*|^$/.test(headers.accept ?? "")),
  },
  {
    id: "accept-chooses-stream",
    bug: "A client that accepts server-sent events gets them.",
    killedBy: ["request.headers.accept-ignored"],
    answer: (answer, { headers }) =>
      headers.accept === "text/event-stream" && answer.body.kind === "json"
        ? { ...answer, body: { kind: "sse", events: [{ data: answer.body.value }] } }
        : answer,
  },
  {
    id: "authorization-checked",
    bug: "An `Authorization` header that the server does not know gets 401, though it asks for none.",
    killedBy: ["request.headers.authorization-ignored"],
    answer: refusing(401, ({ headers }) => headers.authorization !== undefined),
  },
  {
    id: "bodies-limited",
    bug: "A body of more than 1 MB gets 413, as is the default of many frameworks.",
    killedBy: ["request.size.large-bodies"],
    answer: refusing(413, ({ bytes }) => bytes.length > 1_000_000),
  },
  {
    id: "length-required",
    bug: "A body without `Content-Length` gets 411.",
    killedBy: ["request.transfer.chunked"],
    answer: refusing(411, ({ headers }) => headers["content-length"] === undefined),
  },
  {
    id: "whole-body-parsed",
    bug: "Text behind the JSON value of a body is an error.",
    killedBy: ["request.json.first-value-only"],
    answer: refusing(400, ({ bytes }) => bytes.length > 0 && !isWhole(new TextDecoder().decode(bytes))),
  },
  {
    id: "model-wanted-first",
    bug: "The body is searched for the model, which must be the first key.",
    killedBy: ["request.json.key-order-ignored"],
    answer: refusing(400, (asked) => {
      const keys = Object.keys(fieldsOf(asked));
      return keys.indexOf("model") > 0;
    }),
  },
  {
    id: "fields-case-sensitive",
    bug: "Names of fields are case-sensitive.",
    killedBy: ["request.fields.case-insensitive"],
    request: onBody((fields) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => name === name.toLowerCase())),
    ),
  },
  {
    id: "unknown-fields-refused",
    bug: "Unknown fields are an error, as with a schema that forbids more.",
    killedBy: ["request.fields.unknown-ignored"],
    answer: refusing(400, (asked) => Object.keys(fieldsOf(asked)).some((name) => name.startsWith("cria_"))),
  },
  {
    id: "null-fields-refused",
    bug: "A field that is `null` is one of a wrong type.",
    seenIn: "zed-industries/zed",
    killedBy: ["request.fields.null-is-absent"],
    answer: refusing(400, (asked) => Object.values(fieldsOf(asked)).includes(null)),
  },
  {
    id: "null-options-refused",
    bug: "`options` that are `null` get 500.",
    killedBy: ["request.fields.null-is-absent", "options.empty-object"],
    answer: refusing(500, (asked) => fieldsOf(asked).options === null),
  },
  {
    id: "empty-body-is-object",
    bug: "A request without a body counts as `{}`.",
    killedBy: ["request.missing.text", "request.missing.whitespace"],
    request: onText((text) => (text.trim() === "" ? "{}" : text)),
  },
  {
    id: "empty-body-500",
    bug: "A request without a body gets 500.",
    killedBy: ["request.missing.status", "request.missing.text"],
    answer: (answer, asked) => (isJson(asked) && asked.bytes.length === 0 ? failure(500, "EOF") : answer),
  },
  {
    id: "empty-body-eof",
    bug: "A request without a body gets the decoder's own words.",
    killedBy: ["request.missing.text", "request.missing.whitespace"],
    answer: onError(/^missing request body$/, () => failure(400, "EOF")),
  },
  {
    id: "syntax-error-500",
    bug: "A body that is no JSON gets 500.",
    killedBy: ["request.syntax.status", "request.syntax.truncated"],
    answer: onError(isSyntax, () => failure(500, "Internal Server Error")),
  },
  {
    id: "syntax-error-of-javascript",
    bug: "A body that is no JSON gets the words of JavaScript's parser.",
    killedBy: ["request.syntax.text", "request.syntax.truncated", "request.syntax.literal"],
    answer: onError(isSyntax, () => failure(400, "Unexpected token 'n', \"not json\" is not valid JSON")),
  },
  {
    id: "syntax-forgiven",
    bug: "A body that is no JSON counts as `{}`.",
    killedBy: ["request.syntax.text", "request.syntax.truncated"],
    request: onText((text) => (isWhole(text) ? text : "{}")),
  },
  {
    id: "wrong-type-422",
    bug: "A field of a wrong type gets 422 and a list of errors in `detail`.",
    killedBy: ["request.type.status", "request.type.array-body", "request.type.bool-from-string"],
    answer: onError(isType, () => json(422, { detail: [{ loc: ["body"], msg: "Input should be a valid string" }] })),
  },
  {
    id: "wrong-type-unnamed",
    bug: "The error of a field of a wrong type does not say which field it is.",
    killedBy: ["request.type.text", "request.type.names-field", "request.type.array-body"],
    answer: onError(isType, () => failure(400, "invalid request")),
  },
  {
    id: "wrong-type-ignored",
    bug: "A field of a wrong type counts as absent.",
    killedBy: ["request.type.status"],
    request: onBody((fields) =>
      Object.fromEntries(
        Object.entries(fields).filter(([name, value]) => value === null || types[name]?.(value) !== false),
      ),
    ),
  },
  {
    id: "stream-as-text",
    bug: "A `stream` that is a text is taken for a boolean.",
    killedBy: ["request.type.bool-from-string"],
    request: onBody((fields) => (typeof fields.stream === "string" ? { ...fields, stream: false } : fields)),
  },
  {
    id: "fractions-rounded",
    bug: "A fraction where a field takes an integer is rounded.",
    killedBy: ["request.type.integer-from-fraction"],
    request: onBody((fields) =>
      typeof fields.top_logprobs === "number" ? { ...fields, top_logprobs: Math.round(fields.top_logprobs) } : fields,
    ),
  },
  {
    id: "lookup-before-types",
    bug: "The model is looked up before types are checked.",
    killedBy: ["request.type.before-lookup", "request.type.status"],
    answer: (answer, asked) => {
      const { model } = fieldsOf(asked);
      const absent = typeof model === "string" && model.startsWith("cria-conformance-absent");
      return absent && answer.status === 400 ? failure(404, `model '${model}' not found`) : answer;
    },
  },
  {
    id: "large-numbers-infinite",
    bug: "A number that is too large becomes infinity.",
    killedBy: ["request.type.number-range"],
    request: onText((text) => text.replaceAll("1e400", "1e300")),
  },
  {
    id: "options-of-any-type",
    bug: "`options` may be anything.",
    killedBy: ["request.type.before-lookup"],
    request: onBody((fields) => (isRecord(fields.options) ? fields : without(fields, "options"))),
  },
  {
    id: "requests-without-answer",
    bug: "An error leaves the answer empty.",
    killedBy: ["request.missing.text", "request.syntax.text"],
    answer: (answer, asked) => (isJson(asked) && answer.status === 400 ? empty(400) : answer),
  },
];
