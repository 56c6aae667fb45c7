import { ask, type Exchange } from "./ask.ts";
import type { Trace } from "./trace.ts";

export interface Load {
  readonly url: string;
  readonly model: string;
  readonly trace: Trace;
  readonly clients: number;
  /** Requests of each client. */
  readonly turns: number;
  /** Milliseconds after which everything is given up. */
  readonly patience: number;
}

/** What a number of clients saw. */
export interface Outcome {
  readonly exchanges: readonly Exchange[];
  /** Milliseconds from the first request to the last answer. */
  readonly elapsed: number;
}

/** A closed loop: each client sends its next request when the one before is answered. Throws the first client's error. */
export async function applyLoad({ url, model, trace, clients, turns, patience }: Load): Promise<Outcome> {
  const signal = AbortSignal.timeout(patience);
  const start = performance.now();
  const client = async (number: number) => {
    const exchanges: Exchange[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const answers = exchanges.map(({ text }) => text);
      exchanges.push(await ask(url, model, trace.next(number, turn, answers), signal));
    }
    return exchanges;
  };
  const exchanges = (await Promise.all(Array.from({ length: clients }, (_, number) => client(number)))).flat();
  return { exchanges, elapsed: performance.now() - start };
}
