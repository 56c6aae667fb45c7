import { isRecord } from "../check/expect.ts";
import { failure } from "../fake/answer.ts";
import { type Fields, onErrors, onFields, onFrames, refusing } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Changes the lists of images of a request; undefined leaves one out. */
const eachList = (change: (images: readonly unknown[]) => unknown) => {
  const changed = (holder: Fields): Fields =>
    Array.isArray(holder.images) ? { ...holder, images: change(holder.images) } : holder;
  return onFields((fields) => {
    const { messages } = fields;
    const all = Array.isArray(messages)
      ? messages.map((message: unknown) => (isRecord(message) ? changed(message) : message))
      : messages;
    return changed({ ...fields, messages: all });
  });
};

/** Refuses requests for their images. */
const refusingImages = (refused: (images: unknown) => boolean) =>
  refusing((fields) => {
    const messages = Array.isArray(fields.messages) ? fields.messages.filter(isRecord) : [];
    return [fields, ...messages].some((holder) => "images" in holder && refused(holder.images));
  });

const bytes = "iVBORw0KGgo=";

/** Mutants of images. */
export const images: readonly Mutant[] = [
  {
    id: "data-url-accepted",
    bug: "A data URL is taken for its image, so that its users fail elsewhere.",
    seenIn: "langgenius/dify#8170",
    killedBy: ["images.base64.data-url"],
    request: eachList((list) =>
      list.map((image) => (typeof image === "string" ? image.replace(/^data:[^,]*,/, "") : image)),
    ),
  },
  {
    id: "image-url-fetched",
    bug: "The URL of an image is fetched, whoever asks for it.",
    killedBy: ["images.base64.url"],
    request: eachList((list) => list.map((image) => (String(image).startsWith("http") ? bytes : image))),
  },
  {
    id: "bad-base64-other-text",
    bug: "Bad base64 is refused in other words.",
    killedBy: ["images.base64.error-text"],
    answer: onErrors((error, answer) =>
      error.startsWith("illegal base64") ? failure(400, "Incorrect padding") : answer,
    ),
  },
  {
    id: "bad-base64-off-by-one",
    bug: "The place of the first bad byte is counted from 1.",
    killedBy: ["images.base64.error-text"],
    answer: onErrors((error, answer) =>
      error.startsWith("illegal base64")
        ? failure(
            400,
            error.replace(/\d+$/, (place) => String(Number(place) + 1)),
          )
        : answer,
    ),
  },
  {
    id: "no-images-refused",
    bug: "`images` that is empty or null is refused.",
    seenIn: "ruecat/ollama-telegram#35",
    killedBy: ["images.empty-list"],
    answer: refusingImages((list) => list === null || (Array.isArray(list) && list.length === 0)),
  },
  {
    id: "image-objects-accepted",
    bug: "Images that are objects are dropped without a word.",
    killedBy: ["images.element.type"],
    request: eachList((list) => list.filter((image) => typeof image === "string")),
  },
  {
    id: "images-ignored",
    bug: "A model that can see gets no images.",
    killedBy: ["images.prompt-tokens", "images.several"],
    request: eachList(() => undefined),
  },
  {
    id: "first-image-alone",
    bug: "Only the first image of a message is used.",
    killedBy: ["images.several"],
    request: eachList((list) => list.slice(0, 1)),
  },
  {
    id: "image-bytes-unchecked",
    bug: "Bytes that are no image are ignored.",
    killedBy: ["images.undecodable"],
    request: eachList((list) =>
      list.filter((image) => typeof image !== "string" || /^(?:iVBOR|data|http)/.test(image)),
    ),
  },
  {
    id: "images-uncounted",
    bug: "Images do not count in `prompt_eval_count`.",
    killedBy: ["images.prompt-tokens"],
    answer: onFrames((frame) => ("prompt_eval_count" in frame ? { ...frame, prompt_eval_count: 3 } : frame)),
  },
];
