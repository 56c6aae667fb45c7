import type { Outcome } from "./load.ts";

/** What a load came to. Times are in milliseconds. */
export interface Summary {
  readonly requestsPerMinute: number;
  /** Of all clients together. */
  readonly tokensPerSecond: number;
  readonly firstToken: Quantiles;
  /** Between two pieces of an answer. */
  readonly between: Quantiles;
  readonly promptTokens: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export function summarize({ exchanges, elapsed }: Outcome): Summary {
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const firsts = exchanges.map(({ pieces, end }) => pieces[0] ?? end);
  const gaps = exchanges.flatMap(({ pieces }) => pieces.slice(1).map((time, i) => time - pieces[i]!));
  return {
    requestsPerMinute: (exchanges.length * 60_000) / elapsed,
    tokensPerSecond: (total(exchanges.map(({ tokens }) => tokens)) * 1000) / elapsed,
    firstToken: quantiles(firsts),
    between: quantiles(gaps),
    promptTokens: Math.round(total(exchanges.map(({ promptTokens }) => promptTokens)) / exchanges.length),
  };
}

/** The values below which a half and 99 of 100 lie (nearest rank); 0 of none. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
