/** Samples that are kept: one for each second. */
const most = 10;

/** The speed of a transfer over its last seconds. */
export class TransferRate {
  readonly #samples: { readonly time: number; readonly completed: number }[] = [];

  /** Notes how many bytes there are at a time in milliseconds. */
  note(completed: number, time: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && time - last.time < 1000) return;
    this.#samples.push({ time, completed });
    if (this.#samples.length > most) this.#samples.shift();
  }

  /** Bytes per second up to now; undefined before the first second is over. */
  at(completed: number, time: number): number | undefined {
    const [first] = this.#samples;
    if (first === undefined || time - first.time < 1000) return undefined;
    return Math.max(0, ((completed - first.completed) * 1000) / (time - first.time));
  }
}
