import { chapter, may, must, should } from "./chapter.ts";

/** How bodies of requests under /v1 are read. */
export const v1Decoding = chapter(
  {
    id: "v1-decoding",
    title: "Bodies of /v1",
    about: "How bodies of requests under /v1 are read.",
    operations: [
      "openaiChatCompletions",
      "openaiCompletions",
      "openaiEmbeddings",
      "openaiResponses",
      "anthropicMessages",
    ],
  },
  {
    "unknown-keys-ignored": must(
      "A key that the operation does not know changes neither status nor shape of the answer.",
      ["handler", "client:openai-sdk", "client:langchain"],
    ),
    "content-type-ignored": should("The JSON body is read whatever `Content-Type` the request has, none included.", [
      "handler",
    ]),
    "null-is-absent": should("An optional field with the value null is read as if it were absent.", [
      "handler",
      "client:ai-sdk",
    ]),
    "keys-any-case": may("Keys of the body are found in any case, such as `Messages` for `messages`.", ["handler"]),
    "last-duplicate-wins": may("Of a key that occurs twice the later value counts.", ["handler"]),
    "trailing-bytes-ignored": may("Bytes after the first JSON value of the body are ignored.", ["handler"]),
    "key-order-ignored": should("The order of keys in the body does not matter.", ["handler"]),
    "empty-body-400": should("An empty body answers 400.", ["handler"]),
    "empty-body-text": may("The message for an empty body is `EOF`.", ["handler"]),
    "truncated-body-400": should("A body that ends inside its JSON value answers 400.", ["handler"]),
    "truncated-body-text": may("The message for a body that ends inside its JSON value is `unexpected EOF`.", [
      "handler",
    ]),
    "syntax-error-400": should("A body that is not JSON answers 400.", ["handler"]),
    "syntax-error-text": may("The message for a body that is not JSON begins with `invalid character `.", ["handler"]),
    "wrong-type-400": should("A known field of the wrong JSON type, such as a number for `model`, answers 400.", [
      "handler",
    ]),
    "wrong-type-text": may("The message for a field of the wrong type begins with `json: cannot unmarshal `.", [
      "handler",
    ]),
    "integers-without-fraction": may("A fraction such as 10.5 in an integer field answers 400.", ["handler"], {
      operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"],
    }),
    "whole-floats": may(
      "A whole number written `10.0` in an integer field answers 400 or is read as 10.",
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "empty-object-400-or-404": should("The body `{}` answers 400 or 404, never 200 and never 500.", ["handler"], {
      operations: ["openaiChatCompletions", "openaiCompletions", "openaiEmbeddings", "anthropicMessages"],
    }),
    "large-body": should("A body of a few megabytes, such as a chat with an image, is read whole.", [
      "handler",
      "client:openai-sdk",
    ]),
    unicode: should(
      "Text of the body is read as UTF-8 and escapes such as `\\ud83d\\ude00` as the character they mean.",
      ["handler"],
    ),
    zstd: may("A body with `Content-Encoding: zstd` is decoded before it is read.", ["handler"], {
      operations: ["openaiChatCompletions", "openaiResponses", "anthropicMessages"],
      introducedIn: "0.16.3",
    }),
    "bad-zstd-400": may("A body with `Content-Encoding: zstd` that is not zstd answers 400.", ["handler"], {
      operations: ["openaiChatCompletions", "openaiResponses", "anthropicMessages"],
      introducedIn: "0.16.3",
    }),
  },
);
