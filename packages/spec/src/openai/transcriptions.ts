import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";

const ignoredField = Type.Optional(Type.String({ description: "Ignored." }));

/** Form of `POST /v1/audio/transcriptions`. */
export const TranscriptionRequest = Type.Object(
  {
    model: Type.String({ minLength: 1, description: "May stand in the query string instead." }),
    file: Type.String({
      minLength: 1,
      contentMediaType: "application/octet-stream",
      description: "The audio: bytes of a part with a file name.",
    }),
    language: Type.Optional(Type.String({ description: "Language of the audio, in the words for the model." })),
    prompt: Type.Optional(Type.String({ description: "Context for the model." })),
    response_format: Type.Optional(
      Type.String({ description: "`text` is answered with plain text, any other value with a JSON object." }),
    ),
    temperature: ignoredField,
    stream: ignoredField,
    "timestamp_granularities[]": ignoredField,
  },
  go("openai.TranscriptionRequest"),
);
export type TranscriptionRequest = Static<typeof TranscriptionRequest>;

/** The answer of `POST /v1/audio/transcriptions`, unless `response_format` asks for plain text. */
export const TranscriptionResponse = Type.Object({
  text: Type.String({ description: "Without space at either end." }),
});
export type TranscriptionResponse = Static<typeof TranscriptionResponse>;
