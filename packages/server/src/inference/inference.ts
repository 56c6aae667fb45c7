import { type Produce, readAll } from "../http/client-bound.ts";

/** What a request for generated text answers, in frames of its endpoint. */
export type Inference<Frame> =
  /** One frame, whether the request streams or not: nothing is generated. */
  { readonly single: Frame } | Generated<Frame>;

/** Frames as they are generated. They must be asked for, once: that is what releases the runner. */
export interface Generated<Frame> {
  readonly produce: Produce<Frame>;
  readonly merge: (frames: readonly Frame[]) => Frame;
  /** Headers of the response, known with the first frame. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/** The headers of an inference's response, once its first frame is there. */
export function headersOf<Frame>(inference: Inference<Frame>): Readonly<Record<string, string>> {
  return "produce" in inference ? inference.headers() : {};
}

/** The frames of an answer that streams. */
export function streamed<Frame>(inference: Inference<Frame>): Produce<Frame> {
  if ("produce" in inference) return inference.produce;
  return async function* () {
    yield inference.single;
  };
}

/** The one frame of an answer that does not stream. Throws what generating throws. */
export async function merged<Frame>(client: AbortSignal, inference: Inference<Frame>): Promise<Frame> {
  if ("single" in inference) return inference.single;
  return inference.merge(await readAll(client, inference.produce));
}
