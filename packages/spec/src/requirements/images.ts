import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of images in requests. */
export const images = chapter(
  { id: "images", title: "Images", about: "How images are sent and counted.", operations: ["generate", "chat"] },
  {
    "base64.standard": must(
      "An image is a string of base64 in the standard alphabet with padding.",
      [observed, "client:ollama-js", "client:open-webui"],
      { introducedIn: "0.1.15" },
    ),
    "base64.newlines": may("Line breaks inside the base64 are skipped.", [observed]),
    "base64.data-url": should("A data URL as image gets 400, since only base64 is read.", [observed, "client:dify"]),
    "base64.url": should("A URL as image gets 400 and is not fetched.", [observed]),
    "base64.url-safe": may("Base64 in the alphabet with `-` and `_` gets 400.", [observed]),
    "base64.error-text": should(
      "Bad base64 gets 400 `illegal base64 data at input byte N` with the place of the first bad byte.",
      [observed],
    ),
    "base64.before-lookup": may("Bad base64 is reported before the model is looked up.", [observed]),
    "element.null": may('`null` and `""` as image count as images without bytes.', [
      observed,
      "client:ollama-telegram",
    ]),
    "element.bytes": may("An array of numbers from 0 to 255 as image is read as its bytes.", [observed]),
    "element.type": should(
      "A number or object as image gets 400 with a text that starts with `json: cannot unmarshal`.",
      [observed],
    ),
    "empty-list": must("`images` that is `[]` or `null` means no images.", ["handler", "client:open-webui"]),
    "not-in-answer": should("Answers never have `images`.", [observed]),
    "capability-unchecked": may(
      "Images sent to a model without the capability `vision` are refused, ignored or passed on.",
      [observed],
    ),
    undecodable: should(
      "Bytes that are no image get an error from a model with the capability `vision`, and the server goes on.",
      ["handler"],
    ),
    webp: may("WebP images are accepted by models with the capability `vision`.", ["handler"]),
    several: should("A message may have several images, which the model sees in their order.", [observed]),
    "prompt-tokens": should("Images count in `prompt_eval_count`.", ["handler"]),
  },
);
