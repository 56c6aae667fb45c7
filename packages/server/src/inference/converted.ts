import type { Protocol } from "@cria/spec";
import { passedOnErrorResponse } from "../http/error.ts";
import { type EventStream, type ServerSentEvent, sseResponse } from "../http/sse.ts";
import { jsonLineResponse } from "../http/stream.ts";
import { RequestCanceledError } from "../scheduler/errors.ts";
import { headersOf, type Inference, merged, streamed } from "./inference.ts";

/** How native frames become a stream of another protocol's events; one per stream. */
export interface EventWriter<Frame> extends EventStream {
  /** The events of the next frame. */
  convert(frame: Frame): Iterable<ServerSentEvent>;
}

/** How an answer of another protocol is made from native frames. */
export interface Conversion<Frame> {
  readonly protocol: Protocol;
  readonly stream: boolean;
  /** The answer that one whole frame stands for. */
  whole(frame: Frame): unknown;
  /** What writes the stream. */
  writer(): EventWriter<Frame>;
}

async function* converted<Frame>(frames: AsyncIterable<Frame>, events: EventWriter<Frame>) {
  for await (const frame of frames) yield* events.convert(frame);
}

/** Answers in another protocol with what a native operation answers, its errors included. */
export async function convertedResponse<Frame>(
  client: AbortSignal,
  infer: () => Promise<Inference<Frame>>,
  { protocol, stream, whole, writer }: Conversion<Frame>,
): Promise<Response> {
  try {
    const inference = await infer();
    const headers = () => headersOf(inference);
    if (!stream) return jsonLineResponse(whole(await merged(client, inference)), headers);
    const events = writer();
    const produce = streamed(inference);
    // The frames are asked for at once: nobody may want the events any more.
    return await sseResponse(client, (signal) => converted(produce(signal), events), events, headers);
  } catch (error) {
    // Whatever breaks when the client leaves is no fault of the server's.
    return passedOnErrorResponse(client.aborted ? new RequestCanceledError() : error, protocol);
  }
}
