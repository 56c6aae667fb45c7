import type { Bandwidth } from "./bandwidth.ts";
import { tolerated } from "./disturbance.ts";
import { figuresOf, ratioOf } from "./figures.ts";
import { type Probe, speedOf } from "./llamacpp/peer.ts";
import { type BenchResults, type CacheRowsResult, cacheDisturbance, disturbance, type ModelResult } from "./results.ts";
import { median, stepTime } from "./statistics.ts";
import { formatTable, grouped } from "./table.ts";

/** The results as Markdown: the machine, the engines, one table for all models, and notes on what the figures are. */
export function formatReport(results: BenchResults): string {
  const { machine, models } = results;
  const paragraphs = [
    `${machine.cpu}, ${machine.physicalCores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ` +
      `${machine.system}; ${machine.features.join(" ")}`,
    `${results.threads} threads; Bun ${machine.bun}; ${results.date.slice(0, 10)}`,
  ];
  if (results.bandwidths.length > 0) paragraphs.push(`Memory is read at ${results.bandwidths.map(speed).join(", ")}.`);
  paragraphs.push(...disturbed(results), ...engines(models), ...results.notes);
  if (models.length > 0) {
    const header = ["model", "measured", "Cria", "llama.cpp", "Cria ÷ llama.cpp"];
    paragraphs.push(formatTable(header, models.flatMap(modelRows)), legend);
  }
  const compared = models.filter(({ subjects }) => subjects.cria && subjects.llamacpp);
  if (compared.length > 1) paragraphs.push("Cria ÷ llama.cpp:", ratios(compared));
  const probed = models.filter(({ probes }) => probes.length > 0);
  if (probed.length > 0)
    paragraphs.push("Probes of llama.cpp, tokens per second at prefill and decode:", probes(probed));
  if (results.cacheRows.length > 0) {
    const header = ["model", "used", "cache", "ms per token", "ratio"];
    paragraphs.push(formatTable(header, results.cacheRows.flatMap(cacheRows)));
  }
  paragraphs.push(...results.failures.map(({ title, message }) => `**Failed**: ${title}: ${message}`));
  return `${paragraphs.join("\n\n")}\n`;
}

const legend =
  "Speeds and loads are medians. Loads are from the start of a process to its first token; a cold one finds nothing that " +
  "earlier loads of the model left on disk. The share of the memory bound is that of the bytes of weights that a token " +
  "reads, times tokens per second, in the bandwidth of memory that was measured around it.";

/** Which models' measurements other processes disturbed, if any. */
function disturbed({ models, cacheRows }: BenchResults): string[] {
  const shares = [
    ...models.map((model) => ({ title: model.title, share: disturbance(model) })),
    ...cacheRows.map((result) => ({ title: result.title, share: cacheDisturbance(result) })),
  ];
  const which = shares
    .filter(({ share }) => share > tolerated)
    .map(({ title, share }) => `${title} (up to ${Math.round(100 * share)} %)`);
  if (which.length === 0) return [];
  return [`**Disturbed**: other processes took much of the CPU during a measurement of ${which.join(", ")}.`];
}

/** What each subject is, with the models that it was measured with where there are several of its kind. */
function engines(models: readonly ModelResult[]): string[] {
  const titles = new Map<string, string[]>();
  for (const { title, subjects } of models) {
    for (const { info } of Object.values(subjects)) {
      const about = `${info.version}: ${info.kernels}`;
      titles.set(about, [...(titles.get(about) ?? []), title]);
    }
  }
  return [...titles].map(([about, of]) => (of.length < models.length ? `${about} (${of.join(", ")})` : about));
}

/** What each way to run llama.cpp did with each model; the one that was taken stands out. */
function probes(models: readonly ModelResult[]): string {
  const columns = models[0]!.probes.map((_, i) => {
    const known = models.map(({ probes }) => probes[i]!).find((probe) => "version" in probe);
    return known && "version" in known ? known.version : "llama.cpp";
  });
  const cell = (probe: Probe, best: boolean) => {
    if ("error" in probe) return `failed: ${probe.error.split("\n")[0]}`;
    const figures = `${probe.prefill.toFixed(0)}, ${probe.decode.toFixed(1)}`;
    return best ? `**${figures}**` : figures;
  };
  const rows = models.map(({ title, probes }) => {
    const best = Math.max(...probes.map(speedOf));
    return [title, ...probes.map((probe) => cell(probe, speedOf(probe) === best))];
  });
  return formatTable(["model", ...columns], rows, 1);
}

function modelRows(model: ModelResult): string[][] {
  return figuresOf(model).map((figure, index) => {
    const cell = (value: number | undefined) =>
      value === undefined ? "–" : `${value.toFixed(figure.digits)} ${figure.unit}`;
    const name = index === 0 ? model.title : "";
    return [name, figure.label, cell(figure.cria), cell(figure.llamacpp), ratioOf(figure)?.toFixed(2) ?? "–"];
  });
}

/** The main ratios of all models, one row each. */
function ratios(models: readonly ModelResult[]): string {
  const all = models.map((model) => ({ title: model.title, figures: figuresOf(model).filter(({ main }) => main) }));
  const labels = [...new Set(all.flatMap(({ figures }) => figures.map(({ label }) => label)))];
  const rows = all.map(({ title, figures }) => [
    title,
    ...labels.map((wanted) => {
      const figure = figures.find(({ label }) => label === wanted);
      return (figure && ratioOf(figure)?.toFixed(2)) ?? "–";
    }),
  ]);
  return formatTable(["model", ...labels], rows, 1);
}

function cacheRows(result: CacheRowsResult): string[][] {
  const times = result.caches.map(({ rounds }) => median(rounds.map((round) => stepTime(round))));
  return result.caches.map(({ rows }, i) => [
    i === 0 ? result.title : "",
    `${grouped(result.context)} tokens`,
    `${grouped(rows)} rows`,
    times[i]!.toFixed(2),
    (times[i]! / times[0]!).toFixed(2),
  ]);
}

function speed({ readers, bytesPerSecond }: Bandwidth): string {
  return `${(bytesPerSecond / 1e9).toFixed(1)} GB/s by ${readers} ${readers === 1 ? "core" : "cores"}`;
}
