/** A binary heap: `pop` gives the value that comes before all others. */
export class Heap<T> {
  readonly #values: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  /** `before` is a strict order. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  push(value: T): void {
    const values = this.#values;
    let index = values.length;
    values.push(value);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(value, values[parent]!)) break;
      values[index] = values[parent]!;
      index = parent;
    }
    values[index] = value;
  }

  pop(): T | undefined {
    const values = this.#values;
    const top = values[0];
    const last = values.pop();
    if (last === undefined || values.length === 0) return top;
    let index = 0;
    for (let child = 1; child < values.length; child = 2 * index + 1) {
      if (child + 1 < values.length && this.#before(values[child + 1]!, values[child]!)) child++;
      if (!this.#before(values[child]!, last)) break;
      values[index] = values[child]!;
      index = child;
    }
    values[index] = last;
    return top;
  }
}
