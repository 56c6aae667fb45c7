import { tolerated } from "./disturbance.ts";
import {
  type BenchResults,
  type CacheRowsResult,
  choiceTime,
  decodeSpeed,
  disturbance,
  type ModelResult,
  prefillSpeed,
  promptTokens,
  type SubjectResult,
} from "./results.ts";
import { median } from "./statistics.ts";

/** The results as Markdown: the machine, one table for all models, and notes on what the figures are. */
export function formatReport(results: BenchResults): string {
  const { machine } = results;
  const lines = [
    `${machine.cpu}, ${machine.physicalCores} cores, ${gibibytes(machine.memoryBytes)} GiB, ` +
      `${machine.system}; ${machine.features.join(" ")}`,
    "",
    `${results.threads} threads; Bun ${machine.bun}; ${results.date.slice(0, 10)}`,
  ];
  const others = disturbance(results);
  if (others > tolerated) {
    const percent = Math.round(100 * others);
    lines.push("", `**Disturbed**: other processes took up to ${percent} % of the CPU during a measurement.`);
  }
  for (const { version, kernels } of engines(results)) lines.push("", `${version}: ${kernels}`);
  if (results.models.length > 0) {
    lines.push(
      "",
      formatTable(["model", "measured", "Cria", "llama.cpp", "Cria ÷ llama.cpp"], results.models.flatMap(modelRows)),
    );
  }
  if (results.cacheRows.length > 0) {
    lines.push(
      "",
      formatTable(["model", "used", "cache", "ms per token", "ratio"], results.cacheRows.flatMap(cacheRows)),
    );
  }
  return `${lines.join("\n")}\n`;
}

function engines(results: BenchResults) {
  const infos = results.models.flatMap((model) => Object.values(model.subjects).map((subject) => subject.info));
  return new Map(infos.map((info) => [info.version, info])).values();
}

interface Row {
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  readonly value: (subject: SubjectResult) => number | undefined;
}

function rowsOf(subject: SubjectResult): Row[] {
  const speed = { unit: "tok/s", digits: 1 };
  return [
    { ...speed, label: `prefill, ${promptTokens} tokens`, value: (s) => prefillSpeed(s.prefill) },
    ...subject.decode.map(({ context }, i) => ({
      ...speed,
      label: `decode at ${grouped(context)} tokens`,
      value: (s: SubjectResult) => s.decode[i] && decodeSpeed(s.decode[i].rounds, 1),
    })),
    ...subject.batched.map(({ slots }, i) => ({
      ...speed,
      label: `decode, ${slots} ${slots === 1 ? "slot" : "slots"}`,
      value: (s: SubjectResult) => s.batched[i] && decodeSpeed(s.batched[i].rounds, slots),
    })),
    {
      label: `${subject.batched.at(-1)?.slots} slots ÷ one slot`,
      unit: "×",
      digits: 2,
      value: ({ batched: [one, ...more] }) => {
        const most = more.at(-1);
        return one && most && decodeSpeed(most.rounds, most.slots) / decodeSpeed(one.rounds, one.slots);
      },
    },
    {
      label: "greedy choice",
      unit: "ms",
      digits: 2,
      value: (s) => s.decode[0] && choiceTime(s.decode[0].rounds),
    },
    { label: "load", unit: "s", digits: 2, value: (s) => s.load / 1000 },
    { label: "first load", unit: "s", digits: 2, value: (s) => s.firstLoad / 1000 },
    { label: "peak memory", unit: "MiB", digits: 0, value: (s) => s.peakBytes / 2 ** 20 },
  ];
}

function modelRows(model: ModelResult): string[][] {
  const { cria, llamacpp } = model.subjects;
  const either = cria ?? llamacpp;
  if (!either) return [];
  return rowsOf(either).map(({ label, unit, digits, value }, index) => {
    const ours = cria && value(cria);
    const theirs = llamacpp && value(llamacpp);
    const cell = (figure: number | undefined) => (figure === undefined ? "–" : `${figure.toFixed(digits)} ${unit}`);
    const ratio = ours !== undefined && theirs !== undefined ? (ours / theirs).toFixed(2) : "–";
    return [index === 0 ? `${model.title} ${model.type}` : "", label, cell(ours), cell(theirs), ratio];
  });
}

function cacheRows(result: CacheRowsResult): string[][] {
  const times = result.caches.map(({ rounds }) => median(rounds.map((round) => median(round.evaluate))));
  return result.caches.map(({ rows }, i) => [
    i === 0 ? `${result.title} ${result.type}` : "",
    `${grouped(result.context)} tokens`,
    `${grouped(rows)} rows`,
    times[i]!.toFixed(2),
    (times[i]! / times[0]!).toFixed(2),
  ]);
}

/** A Markdown table whose columns line up; all but the first two are aligned to the right. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...rows].map((row) => row[column]!.length)));
  const right = (column: number) => column >= 2;
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (right(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(" | ")} |`;
  const rule = `| ${widths.map((width, i) => (right(i) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(header), rule, ...rows.map(line)].join("\n");
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0);
}
