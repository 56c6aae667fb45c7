import { expect, test } from "bun:test";
import { formatReport, formatTable } from "./report.ts";
import type { BenchResults, SubjectResult } from "./results.ts";

test("columns of a table line up, figures to the right", () => {
  expect(
    formatTable(
      ["a", "what", "figure"],
      [
        ["x", "speed", "1.5"],
        ["", "y", "10.25"],
      ],
    ),
  ).toBe(
    [
      "| a   | what  | figure |",
      "| --- | ----- | -----: |",
      "| x   | speed |    1.5 |",
      "|     | y     |  10.25 |",
    ].join("\n"),
  );
});

const decode = (evaluate: number[], others = 0) => ({ evaluate, choose: [0.5], others });

/** A subject whose every step takes `step` milliseconds, with 8 slots twice that. */
function subject(version: string, step: number, others = 0): SubjectResult {
  return {
    info: { version, threads: 2, kernels: "kernels", milliseconds: 1000 },
    firstLoad: 2000,
    load: 1000,
    peakBytes: 512 * 2 ** 20,
    prefill: [100, 90, 110].map((part) => ({ milliseconds: part * step, others: 0 })),
    decode: [{ context: 1500, rounds: [decode([step, 50 * step, step], others), decode([step]), decode([9 * step])] }],
    batched: [
      { slots: 1, rounds: [decode([step])] },
      { slots: 8, rounds: [decode([2 * step])] },
    ],
  };
}

const results = (cria: SubjectResult, llamacpp?: SubjectResult): BenchResults => ({
  date: "2026-01-02T03:04:05.000Z",
  machine: {
    cpu: "A CPU",
    physicalCores: 2,
    logicalCores: 4,
    memoryBytes: 16 * 2 ** 30,
    features: ["avx2"],
    system: "linux",
    bun: "1.0.0",
    loadAverage: 0,
  },
  threads: 2,
  models: [
    {
      shape: "t",
      title: "Tiny",
      type: "Q4_0",
      parameters: 1,
      fileBytes: 1,
      subjects: llamacpp ? { cria, llamacpp } : { cria },
    },
  ],
  cacheRows: [],
});

const cells = (report: string, label: string) =>
  report
    .split("\n")
    .find((line) => line.includes(`| ${label} `))
    ?.split("|")
    .map((cell) => cell.trim())
    .slice(3, -1);

test("figures are medians per second, ratios are Cria's over llama.cpp's", () => {
  const report = formatReport(results(subject("Cria 1", 10), subject("llama.cpp 1", 20)));
  expect(cells(report, "prefill, 512 tokens")).toEqual(["512.0 tok/s", "256.0 tok/s", "2.00"]);
  expect(cells(report, "decode at 1,500 tokens")).toEqual(["100.0 tok/s", "50.0 tok/s", "2.00"]);
  expect(cells(report, "decode, 8 slots")).toEqual(["400.0 tok/s", "200.0 tok/s", "2.00"]);
  expect(cells(report, "8 slots ÷ one slot")).toEqual(["4.00 ×", "4.00 ×", "1.00"]);
  expect(cells(report, "peak memory")).toEqual(["512 MiB", "512 MiB", "1.00"]);
  expect(report).toContain("A CPU");
  expect(report).toContain("llama.cpp 1: kernels");
  expect(report).not.toContain("Disturbed");
});

test("a subject that was left out has no figures and no ratio", () => {
  expect(cells(formatReport(results(subject("Cria 1", 10))), "load")).toEqual(["1.00 s", "–", "–"]);
});

test("a disturbed measurement is named", () => {
  expect(formatReport(results(subject("Cria 1", 10, 0.256)))).toContain("up to 26 % of the CPU");
});

test("cache sizes are compared with the first", () => {
  const caches = [1024, 8192].map((rows, i) => ({ rows, rounds: [decode([20 + i])] }));
  const cacheRows = [{ shape: "t", title: "Tiny", type: "Q4_0" as const, context: 512, caches }];
  const report = formatReport({ ...results(subject("Cria 1", 10)), models: [], cacheRows });
  expect(cells(report, "512 tokens")).toEqual(["1,024 rows", "20.00", "1.00"]);
  expect(report).toContain("| 8,192 rows |        21.00 |  1.05 |");
});
