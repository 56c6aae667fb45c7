/** Runs changes one after another, so that none removes what another is about to use. A change must not wait for another. */
export class Changes {
  /** Settles with the last change. */
  #tail: Promise<unknown> = Promise.resolve();

  run<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#tail.then(change);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
