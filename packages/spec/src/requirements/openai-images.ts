import { chapter, may, should } from "./chapter.ts";

/** Images in chat completions and responses. */
export const openaiImages = chapter(
  {
    id: "openai-images",
    title: "OpenAI: images",
    about: "Images in chat completions and responses.",
    operations: ["openaiChatCompletions", "openaiResponses"],
  },
  {
    "jpeg-data-url": should("A URL that begins with `data:image/jpeg;base64,` is accepted by a model that sees.", [
      "handler",
      "client:open-webui",
    ]),
    "png-data-url": should("A URL that begins with `data:image/png;base64,` is accepted by a model that sees.", [
      "handler",
    ]),
    "jpg-data-url": should("A URL that begins with `data:image/jpg;base64,` is accepted by a model that sees.", [
      "handler",
    ]),
    "webp-data-url": should(
      "A URL that begins with `data:image/webp;base64,` is accepted by a model that sees.",
      ["handler"],
      { introducedIn: "0.10.0" },
    ),
    "untyped-data-url": may("A URL that begins with `data:;base64,` is accepted by a model that sees.", ["handler"], {
      introducedIn: "0.12.6",
    }),
    "http-url-400": should("An `http://` or `https://` URL answers 400.", ["handler"]),
    "http-url-not-fetched": should("The server fetches nothing from a URL in the request.", ["handler"]),
    "http-url-text": may(
      "`error.message` for an `http://` or `https://` URL is `image URLs are not currently supported, please use base64 encoded data instead`.",
      ["handler"],
      { introducedIn: "0.14.2" },
    ),
    "other-type-400": should("A data URL of another media type, such as `data:image/gif;base64,`, answers 400.", [
      "handler",
    ]),
    "bad-base64-400": should("A data URL whose base64 is broken answers 400.", ["handler"]),
    "invalid-text": may(
      "`error.message` for an image URL that is neither of a known media type nor http is `invalid image input`.",
      ["handler"],
      { introducedIn: "0.14.2" },
    ),
    "detail-ignored": should("`detail` of an image changes nothing.", ["handler", "client:openai-sdk"]),
  },
);
