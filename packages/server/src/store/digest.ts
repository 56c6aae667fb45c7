/** A text that is not a digest. */
export class DigestError extends Error {
  override readonly name = "DigestError";
  constructor() {
    super("invalid digest format");
  }
}

const pattern = /^sha256[:-][0-9a-fA-F]{64}$/;

/** Whether a text is a digest. */
export function isDigest(text: string): boolean {
  return pattern.test(text);
}

/**
 * Name of the file that holds the blob of a digest. The result is safe as a path segment. Case is kept, so that a digest
 * finds only the blob that is written like it. Throws {@link DigestError}.
 */
export function blobFileName(digest: string): string {
  if (!pattern.test(digest)) throw new DigestError();
  return digest.replace(":", "-");
}

/** Digest of the blob in a file of this name; undefined if it is not a blob's. */
export function digestOfFileName(fileName: string): string | undefined {
  return pattern.test(fileName) ? fileName.replace("-", ":") : undefined;
}

/** The hex digits of a digest. Throws {@link DigestError}. */
export function hexOf(digest: string): string {
  return blobFileName(digest).slice("sha256-".length);
}
