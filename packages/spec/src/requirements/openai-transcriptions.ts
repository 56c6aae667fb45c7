import { chapter, may, should } from "./chapter.ts";

/** Transcriptions of audio. */
export const openaiTranscriptions = chapter(
  {
    id: "openai-transcriptions",
    title: "OpenAI: transcriptions",
    about: "Transcriptions of audio.",
    operations: ["openaiTranscriptions"],
  },
  {
    text: should("A form with `model` and an audio `file` answers an object with the string `text`.", [
      "handler",
      "client:openai-sdk",
    ]),
    trimmed: should("`text` neither begins nor ends with white space.", ["handler"]),
    repeatable: should("The same file gives the same text twice.", ["handler"]),
    "content-type": may(
      "A JSON answer has the content type `application/json`; Ollama may send `application/x-ndjson`, which the openai package returns as a string.",
      ["handler", "client:openai-sdk"],
    ),
    "format-text": may("`response_format` `text` answers the bare text.", ["handler"]),
    "format-other": may("`response_format` `verbose_json`, `srt` or `vtt` answers the object with `text`.", [
      "handler",
    ]),
    "not-multipart-400": should("A body that is not a form answers 400.", ["handler"]),
    "not-multipart-text": may(
      "`error.message` for a body that is not a form begins with `failed to parse multipart form: `.",
      ["handler"],
    ),
    "model-required": should("A form without `model` answers 400.", ["handler"]),
    "model-required-text": may("`error.message` for a form without `model` is `model is required`.", ["handler"]),
    "model-in-query": may("`model` may be given in the query string.", ["handler"]),
    "file-required": should("A form without `file` answers 400.", ["handler"]),
    "file-required-text": may("`error.message` for a form without `file` begins with `file is required`.", ["handler"]),
    "file-empty-400": should("A form with an empty `file` answers 400.", ["handler"]),
    "file-empty-text": may("`error.message` for an empty `file` is `audio file is empty`.", ["handler"]),
    "ignored-fields": should("`temperature`, `timestamp_granularities` and `stream` never fail the request.", [
      "handler",
      "client:openai-sdk",
    ]),
    "language-accepted": should("`language` and `prompt` are accepted.", ["handler", "client:openai-sdk"]),
  },
);
