/** A tensor that the architecture needs is missing, or has the wrong shape. */
export class ArchitectureError extends Error {
  override readonly name = "ArchitectureError";
}
