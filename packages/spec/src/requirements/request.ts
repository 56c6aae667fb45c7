import { chapter, may, must, observed, should } from "./chapter.ts";

const jsonBodies = [
  "show",
  "generate",
  "chat",
  "embed",
  "embeddings",
  "create",
  "pull",
  "push",
  "copy",
  "delete",
] as const;

/** Rules of how JSON bodies of requests are read. */
export const request = chapter(
  {
    id: "request",
    title: "Request bodies",
    about: "How the JSON of a request is read, and what bad JSON gets.",
    operations: jsonBodies,
  },
  {
    "headers.content-type-ignored": must("A body is read as JSON whatever the `Content-Type`, also without one.", [
      observed,
      "client:curl",
    ]),
    "headers.accept-ignored": should("The `Accept` header changes nothing in the answer.", [observed]),
    "headers.authorization-ignored": must(
      "An `Authorization` header is no reason to refuse a request of a server that asks for no credentials.",
      ["handler", "client:zed"],
    ),
    "headers.content-encoding-ignored": may("A gzip body with `Content-Encoding: gzip` is an error of JSON syntax.", [
      observed,
    ]),
    "size.large-bodies": should("A body of 20 MiB, such as one with images, is read.", ["handler"]),
    "transfer.chunked": should("A body sent in chunks without `Content-Length` is read like one with it.", [observed]),
    "json.first-value-only": may("Text behind the first JSON value of a body is ignored.", [observed]),
    "json.duplicate-key": may("Of a key that stands twice in an object the last counts.", [observed]),
    "json.invalid-utf8": may("Invalid UTF-8 and lone surrogates in strings become U+FFFD.", [observed]),
    "json.bom": may("A byte-order mark before the body is an error of JSON syntax.", [observed]),
    "json.key-order-ignored": must("The order of keys in a body changes nothing in the answer.", [
      "handler",
      "client:ollama-go",
    ]),
    "json.null-body": may("The body `null` means the same as `{}`.", [observed]),
    "fields.case-insensitive": should("Names of fields match whatever their case, so that `MODEL` means `model`.", [
      observed,
    ]),
    "fields.unknown-ignored": must("Fields that the API does not know are ignored.", [observed, "client:anythingllm"]),
    "fields.null-is-absent": must("A field that is `null` counts as absent.", [observed, "client:zed"]),
    "missing.status": must("A request without a body gets 400.", [observed, "client:ollama-js"]),
    "missing.text": should("A request without a body gets the error `missing request body`.", [observed]),
    "missing.whitespace": should("A body of nothing but white space gets 400 `missing request body`.", [observed]),
    "syntax.status": must("A body that is not JSON gets 400.", [observed, "client:ollama-js"]),
    "syntax.truncated": should("A body that ends too early, such as `{`, gets 400 `unexpected EOF`.", [observed]),
    "syntax.text": should(
      "A character that JSON does not allow gets 400 with a text that starts with `invalid character`.",
      [observed],
    ),
    "syntax.literal": may("The body `not json` gets 400 `invalid character 'o' in literal null (expecting 'u')`.", [
      observed,
    ]),
    "syntax.trailing-comma": may(
      'The body `{"model":"x",}` gets 400 `invalid character \'}\' looking for beginning of object key string`.',
      [observed],
    ),
    "syntax.missing-comma": may(
      'The body `{"a":1 "b":2}` gets 400 `invalid character \'"\' after object key:value pair`.',
      [observed],
    ),
    "type.array-body": should(
      "A body that is an array gets 400 with a text that starts with `json: cannot unmarshal array into Go value of type api.`.",
      [observed],
    ),
    "type.array-body-names-request": may(
      "The error of a body that is an array ends in the request's type, such as `api.GenerateRequest`.",
      [observed],
    ),
    "type.status": must("A field of a wrong JSON type gets 400.", [observed, "client:ollama-python"]),
    "type.text": should("A field of a wrong JSON type gets a text that starts with `json: cannot unmarshal`.", [
      observed,
    ]),
    "type.names-field": should(
      "The error of a field of a wrong JSON type names the field, such as `GenerateRequest.prompt`.",
      [observed],
    ),
    "type.exact-text": may(
      "A number as prompt gets 400 `json: cannot unmarshal number into Go struct field GenerateRequest.prompt of type string`.",
      [observed],
      { operations: ["generate"] },
    ),
    "type.bool-from-string": should("A `stream` that is a string gets 400.", [observed], {
      operations: ["generate", "chat", "create", "pull", "push"],
    }),
    "type.integer-from-fraction": should(
      "A fraction where a field of the request itself is an integer, such as `top_logprobs`, gets 400.",
      ["handler"],
      { operations: ["generate", "chat"], introducedIn: "0.12.11" },
    ),
    "type.before-lookup": should("A wrong JSON type is reported even if the model does not exist.", [observed]),
    "type.number-range": should("A number beyond the range of a double, such as `1e400`, gets 400.", [observed]),
  },
);
