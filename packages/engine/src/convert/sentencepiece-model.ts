import protobuf from "protobufjs/light.js";
import { TokenType } from "../tokenizer/vocabulary.ts";
import { CheckpointError } from "./error.ts";

/** A piece of SentencePiece's vocabulary. */
export interface Piece {
  readonly text: string;
  readonly score: number;
  readonly type: number;
}

const modelType = protobuf.Root.fromJSON({
  nested: {
    Piece: {
      fields: {
        piece: { type: "string", id: 1 },
        score: { type: "float", id: 2 },
        type: { type: "int32", id: 3, options: { default: 1 } },
      },
    },
    Model: { fields: { pieces: { rule: "repeated", type: "Piece", id: 1 } } },
  },
}).lookupType("Model");

/** The types of `sentencepiece_model.proto`; its numbers differ from GGUF's. */
const types = [
  undefined,
  TokenType.normal,
  TokenType.unknown,
  TokenType.control,
  // llama.cpp's converter doesn't ask for this one, and neither do models that have it as a piece of text.
  TokenType.normal,
  TokenType.unused,
  TokenType.byte,
];

/** The pieces of a `tokenizer.model`, by id; undefined if the bytes are no SentencePiece model. */
export function readPieces(bytes: Uint8Array): Piece[] | undefined {
  let pieces: { piece?: string; score?: number; type?: number }[];
  try {
    ({ pieces } = modelType.decode(bytes) as unknown as { pieces: typeof pieces });
  } catch {
    return undefined;
  }
  if (pieces.length === 0) return undefined;
  return pieces.map(({ piece, score, type }) => {
    const known = types[type ?? 1];
    if (piece === undefined || known === undefined) throw new CheckpointError('"tokenizer.model" is damaged');
    return { text: piece, score: score ?? 0, type: known };
  });
}
