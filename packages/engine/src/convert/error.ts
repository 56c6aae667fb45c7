/** A folder that no model can be made from; the message is one sentence. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}
