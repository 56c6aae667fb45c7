import type { ProgressResponse } from "@cria/spec";
import type { Produce } from "./client-bound.ts";
import { errorBody, statusOf } from "./error.ts";
import { mergedResponse, streamResponse } from "./stream.ts";

/** The steps of a long task as a stream, or the last one alone, which is then the whole answer. */
export async function progressResponse(
  client: AbortSignal,
  stream: boolean,
  produce: Produce<ProgressResponse>,
): Promise<Response> {
  // An error is a step like any other here: there is no answer that could be taken for a whole one.
  if (stream) return streamResponse(client, produce, undefined, { breaksOff: false });
  const type = "application/json";
  try {
    return await mergedResponse(client, produce, (steps) => ({ status: steps.at(-1)?.status }), { contentType: type });
  } catch (error) {
    return new Response(errorBody(error), { status: statusOf(error), headers: { "content-type": type } });
  }
}
