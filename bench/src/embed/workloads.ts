import { xorshift32 } from "../random.ts";

/** Texts that are embedded together. */
export interface Workload {
  readonly title: string;
  readonly texts: readonly string[];
}

/** Words that are one token each in vocabularies of English. */
const words =
  "the time people water world house story small large great place year work back hand high school number night point home light country story father city tree start young river music family north white children side feet car mile night walk animal life below".split(
    " ",
  );

function textOf(next: (below: number) => number, count: number): string {
  return Array.from({ length: count }, () => words[next(words.length)]!).join(" ");
}

/** What the benchmark embeds: many short texts of different length, some long ones, and one alone. */
export function workloads(): { readonly batches: readonly Workload[]; readonly single: readonly string[] } {
  const fill = xorshift32(15);
  const word = new Uint32Array(1);
  const next = (below: number) => {
    fill(word);
    return word[0]! % below;
  };
  return {
    batches: [
      { title: "512 texts of 10–60 tokens", texts: Array.from({ length: 512 }, () => textOf(next, 8 + next(51))) },
      { title: "64 texts of 256 tokens", texts: Array.from({ length: 64 }, () => textOf(next, 254)) },
    ],
    single: Array.from({ length: 40 }, () => textOf(next, 30)),
  };
}
