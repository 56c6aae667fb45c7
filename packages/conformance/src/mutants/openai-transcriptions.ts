import type { Mutant } from "./mutant.ts";
import { answers, bodies } from "./protocols.ts";

/** Mutants of transcriptions in OpenAI's protocol. */
export const openaiTranscriptions: readonly Mutant[] = [
  {
    id: "openai-transcription-untrimmed",
    bug: "A transcription is not trimmed.",
    killedBy: ["openai-transcriptions.trimmed"],
    answer: bodies("openaiTranscriptions", (body) => ({ ...body, text: ` ${String(body.text)}` })),
  },
  {
    id: "openai-transcription-empty-file",
    bug: "An empty file is transcribed.",
    killedBy: ["openai-transcriptions.file-empty-400"],
    answer: answers("openaiTranscriptions", (answer) =>
      answer.status === 400 && JSON.stringify(answer.body).includes("is empty")
        ? { ...answer, status: 200, body: { kind: "json", value: { text: "" } } }
        : answer,
    ),
  },
];
