import { type Static, Type } from "@sinclair/typebox";
import { optional } from "../native/field.ts";
import { since } from "../since.ts";

export const TextPart = Type.Object({ type: Type.Literal("text"), text: Type.String() });
export type TextPart = Static<typeof TextPart>;

/** Where an image stands: never at http or https. */
export const ImageUrl = Type.String({
  description: "`data:image/jpeg;base64,…` (or jpg, png, webp, or `data:;base64,…`) with padded standard base64.",
});

export const ImagePart = Type.Object({
  type: Type.Literal("image_url"),
  image_url: Type.Union([ImageUrl, Type.Object({ url: ImageUrl, detail: optional(Type.String(), "Ignored.") })]),
});
export type ImagePart = Static<typeof ImagePart>;

export const AudioPart = Type.Object(
  {
    type: Type.Literal("input_audio"),
    input_audio: Type.Object({
      data: Type.String({ contentEncoding: "base64" }),
      format: optional(Type.String(), "Ignored."),
    }),
  },
  since("0.20.0"),
);
export type AudioPart = Static<typeof AudioPart>;

/** A piece of a message's content. Any other is refused. */
export const ChatCompletionContentPart = Type.Union([TextPart, ImagePart, AudioPart]);
export type ChatCompletionContentPart = Static<typeof ChatCompletionContentPart>;
