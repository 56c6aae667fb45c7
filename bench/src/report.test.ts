import { expect, test } from "bun:test";
import { formatReport } from "./report.ts";
import type { BenchResults, SubjectResult } from "./results.ts";

/** Times of `count` steps, in means of `stepsEach`. */
const decode = (evaluate: number[], others = 0, stepsEach = 1) => ({
  evaluate,
  choose: stepsEach === 1 ? [0.5] : [],
  stepsEach,
  others,
});

/** A subject whose every step takes `step` milliseconds, with 8 slots twice that. */
function subject(version: string, step: number, { others = 0, stepsEach = 1 } = {}): SubjectResult {
  const load = (milliseconds: number) => ({ milliseconds, others: 0 });
  return {
    info: { version, threads: 2, kernels: "kernels" },
    coldLoad: [load(2000)],
    warmLoad: [load(900), load(1000), load(1100)],
    peakBytes: 512 * 2 ** 20,
    prefill: [{ tokens: 512, rounds: [100, 90, 110].map((part) => ({ milliseconds: part * step, others: 0 })) }],
    decode: [
      {
        context: 1500,
        rounds: [
          decode([step, 50 * step, step], others, stepsEach),
          decode([step], 0, stepsEach),
          decode([9 * step], 0, stepsEach),
        ],
      },
    ],
    batched: [
      { slots: 1, rounds: [decode([step], 0, stepsEach)] },
      { slots: 8, rounds: [decode([2 * step], 0, stepsEach)] },
    ],
  };
}

type Model = BenchResults["models"][number];

const model = (subjects: Model["subjects"], title = "Tiny Q4_0"): Model => ({
  title,
  facts: { vocabSize: 300, contextLength: 2048, parameters: 1, fileBytes: 1, bytesPerToken: 5e6, types: ["Q4_0"] },
  probes: [],
  bandwidth: { readers: 2, bytesPerSecond: 1e9 },
  subjects,
});

const results = (...models: Model[]): BenchResults => ({
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
  bandwidths: [
    { readers: 1, bytesPerSecond: 6e8 },
    { readers: 2, bytesPerSecond: 1e9 },
  ],
  notes: ["A note."],
  models,
  cacheRows: [],
  failures: [],
});

const cells = (report: string, label: string) =>
  report
    .split("\n")
    .find((line) => line.includes(`| ${label} `))
    ?.split("|")
    .map((cell) => cell.trim())
    .slice(3, -1);

test("figures are medians per second, ratios are Cria's over llama.cpp's", () => {
  const subjects = { cria: subject("Cria 1", 10), llamacpp: subject("llama.cpp 1", 20) };
  const report = formatReport(results(model(subjects)));
  expect(cells(report, "prefill, 512 tokens")).toEqual(["512.0 tok/s", "256.0 tok/s", "2.00"]);
  expect(cells(report, "decode at 1,500 tokens")).toEqual(["100.0 tok/s", "50.0 tok/s", "2.00"]);
  expect(cells(report, "share of memory bound")).toEqual(["50 %", "25 %", "2.00"]);
  expect(cells(report, "decode, 8 slots")).toEqual(["400.0 tok/s", "200.0 tok/s", "2.00"]);
  expect(cells(report, "8 slots ÷ 1 slot")).toEqual(["4.00 ×", "4.00 ×", "1.00"]);
  expect(cells(report, "cold load")).toEqual(["2.00 s", "2.00 s", "1.00"]);
  expect(cells(report, "warm load")).toEqual(["1.00 s", "1.00 s", "1.00"]);
  expect(cells(report, "peak memory")).toEqual(["512 MiB", "512 MiB", "1.00"]);
  for (const part of ["A CPU", "llama.cpp 1: kernels", "A note.", "0.6 GB/s by 1 core, 1.0 GB/s by 2 cores"]) {
    expect(report).toContain(part);
  }
  expect(report).not.toContain("Disturbed");
  expect(report).not.toContain("Cria ÷ llama.cpp:");
});

test("steps are compared in groups where one subject tells only their means", () => {
  const subjects = { cria: subject("Cria 1", 10), llamacpp: subject("llama.cpp 1", 20, { stepsEach: 16 }) };
  const report = formatReport(results(model(subjects)));
  // The first round's mean of 10, 500 and 10 counts for Cria as it does for means of llama.cpp's.
  expect(cells(report, "decode at 1,500 tokens")?.[0]).toBe(`${(1000 / 90).toFixed(1)} tok/s`);
  expect(cells(report, "greedy choice")).toEqual(["0.50 ms", "–", "–"]);
});

test("a subject that was left out has no figures and no ratio", () => {
  expect(cells(formatReport(results(model({ cria: subject("Cria 1", 10) }))), "warm load")).toEqual([
    "1.00 s",
    "–",
    "–",
  ]);
});

test("a disturbed measurement is named", () => {
  const disturbed = subject("Cria 1", 10, { others: 0.256 });
  expect(formatReport(results(model({ cria: disturbed })))).toContain("of Tiny Q4_0 (up to 26 %).");
});

test("several models have a table of ratios, and engines that only some ran with name those", () => {
  const cria = subject("Cria 1", 10);
  const one = model({ cria, llamacpp: subject("llama.cpp 1", 20) }, "One");
  const two = model({ cria, llamacpp: subject("llama.cpp 2", 5) }, "Two");
  const report = formatReport(results(one, two));
  expect(report).toMatch(/^\| One +\| +2\.00 \| +2\.00 \| +2\.00 \| +1\.00 /m);
  expect(report).toMatch(/^\| Two +\| +0\.50 \|/m);
  expect(report).toContain("llama.cpp 2: kernels (Two)");
  expect(report).toContain("Cria 1: kernels\n");
});

test("probes are listed, and the one that was taken stands out", () => {
  const probes = [
    { version: "tools", prefill: 100, decode: 10 },
    { version: "node", prefill: 90, decode: 9 },
  ];
  const failed = [probes[0]!, { error: "unknown type\nmore" }];
  const report = formatReport(results({ ...model({}, "One"), probes }, { ...model({}, "Two"), probes: failed }));
  expect(report).toMatch(/\| One +\| \*\*100, 10\.0\*\* \| +90, 9\.0 \|/);
  expect(report).toMatch(/\| Two +\| \*\*100, 10\.0\*\* \| failed: unknown type \|/);
});

test("failures are told", () => {
  const report = formatReport({ ...results(), failures: [{ title: "One", message: "no such type" }] });
  expect(report).toContain("**Failed**: One: no such type");
});

test("cache sizes are compared with the first", () => {
  const caches = [1024, 8192].map((rows, i) => ({ rows, rounds: [decode([20 + i])] }));
  const report = formatReport({ ...results(), cacheRows: [{ title: "Tiny Q4_0", context: 512, caches }] });
  expect(cells(report, "512 tokens")).toEqual(["1,024 rows", "20.00", "1.00"]);
  expect(report).toContain("| 8,192 rows |        21.00 |  1.05 |");
});
