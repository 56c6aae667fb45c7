/** A server that can't start: its address is in use, or its store can't be opened. The message says which. */
export class StartError extends Error {
  override readonly name = "StartError";
}
