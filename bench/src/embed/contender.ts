/** A way of embedding texts that is measured. */
export interface EmbedContender extends AsyncDisposable {
  readonly name: string;
  /** Settles when all texts are embedded. */
  embed(texts: readonly string[]): Promise<void>;
}
