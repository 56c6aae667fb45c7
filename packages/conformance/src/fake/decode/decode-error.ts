/** A body that can't be decoded; the server answers 400 with the message. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}
