import { AbortableAsyncIterator } from "./abortable.ts";
import { type Framing, readFrames } from "./frames.ts";
import { type HttpRequest, send, type Transport } from "./transport.ts";

/**
 * Sends a request and gives the frames of its answer. `running` holds its controller for as long as it runs, so that it can be
 * aborted with others. Throws as `send` does.
 */
export async function openStream<Frame extends object>(
  transport: Transport,
  running: Set<AbortController>,
  framing: Framing,
  request: HttpRequest,
): Promise<AbortableAsyncIterator<Frame>> {
  const controller = new AbortController();
  const { signal: outer } = request;
  const forward = () => controller.abort(outer?.reason);
  if (outer?.aborted) forward();
  else outer?.addEventListener("abort", forward, { once: true });
  running.add(controller);
  const onEnd = () => {
    running.delete(controller);
    outer?.removeEventListener("abort", forward);
  };
  try {
    const { signal } = controller;
    signal.throwIfAborted();
    const response = await send(transport, { accept: framing.accept, ...request, signal });
    return new AbortableAsyncIterator({ frames: readFrames<Frame>(response, framing, signal), controller, onEnd });
  } catch (error) {
    onEnd();
    throw error;
  }
}
