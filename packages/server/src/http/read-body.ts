import { maxJsonBytes } from "./decode.ts";
import { ApiError } from "./error.ts";
import { connectionOf } from "./patience.ts";

/** The bytes of a body. Throws an {@link ApiError} with status 413 if there are more than `limit`. */
export async function readBody(request: Request, limit: number = maxJsonBytes): Promise<Uint8Array> {
  const tooLarge = () => new ApiError(413, `request body too large: the limit is ${limit} bytes`);
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > limit) throw tooLarge();
  if (request.body === null) return new Uint8Array(0);
  // Room for what is announced once some of it has come: whoever only announces takes nothing.
  let bytes: Uint8Array = new Uint8Array(0);
  let length = 0;
  for await (const chunk of chunksOf(request)) {
    if (length + chunk.length > limit) throw tooLarge();
    if (length === 0 && chunk.length >= announced) bytes = chunk;
    else {
      const needed = length + chunk.length;
      if (needed > bytes.length) bytes = enlarged(bytes, length, needed <= announced ? announced : needed * 2);
      bytes.set(chunk, length);
    }
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

/** The body of a request as it comes. A client that announces more and sends nothing for some time loses its connection. */
export async function* chunksOf(request: Request): AsyncGenerator<Uint8Array, void, void> {
  if (request.body === null) return;
  const connection = connectionOf(request);
  const wait = () => connection.closeAfter(connection.patience.body);
  wait();
  try {
    for await (const chunk of request.body) {
      // From here to the next wait it is the client that waits.
      connection.closeAfter(0);
      yield chunk;
      wait();
    }
  } finally {
    connection.closeAfter(0);
  }
}

/** The same bytes with room for more. */
function enlarged(bytes: Uint8Array, length: number, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bytes.subarray(0, length));
  return larger;
}
