import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";

/** The machine that results hold for. */
export interface Machine {
  readonly cpu: string;
  readonly physicalCores: number;
  readonly logicalCores: number;
  readonly memoryBytes: number;
  /** Instruction sets of note that the CPU and the operating system offer. */
  readonly features: readonly string[];
  readonly system: string;
  readonly bun: string;
  /** Processes that wanted to run in the last minute: above 0.5 something else disturbs the measurements. */
  readonly loadAverage: number;
}

/** Flags in /proc/cpuinfo that matrix kernels depend on, x86 and then ARM. */
const notable = [
  "avx",
  "avx2",
  "fma",
  "f16c",
  "avx_vnni",
  "avx512f",
  "avx512bw",
  "avx512_vnni",
  "avx512_bf16",
  "avx512_fp16",
  "amx_int8",
  "amx_bf16",
  "asimddp",
  "i8mm",
  "bf16",
  "sve",
  "sve2",
  "sme",
];

export function describeMachine(): Machine {
  const info = cpuInfo();
  return {
    cpu: cpus()[0]?.model.trim() || "unknown CPU",
    physicalCores: Math.min(physicalCores(info), availableParallelism()),
    logicalCores: availableParallelism(),
    memoryBytes: totalmem(),
    features: featuresIn(info),
    system: `${platform()} ${arch()} ${release()}`,
    bun: Bun.version,
    loadAverage: loadavg()[0] ?? 0,
  };
}

function cpuInfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}

function physicalCores(info: string): number {
  const counted = coresIn(info);
  if (counted > 0) return counted;
  if (platform() === "darwin") {
    try {
      return Number(execFileSync("sysctl", ["-n", "hw.physicalcpu"], { encoding: "utf8" })) || cpus().length;
    } catch {
      return cpus().length;
    }
  }
  return cpus().length;
}

/** Distinct cores in the text of /proc/cpuinfo; 0 where it doesn't name them, as on ARM. */
export function coresIn(info: string): number {
  const cores = new Set<string>();
  for (const processor of info.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(processor)?.[1];
    if (core !== undefined) cores.add(`${/^physical id\s*:\s*(\d+)/m.exec(processor)?.[1] ?? 0}/${core}`);
  }
  return cores.size;
}

/** The notable flags in the text of /proc/cpuinfo. */
export function featuresIn(info: string): string[] {
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(info)?.[1]?.split(" "));
  return notable.filter((flag) => flags.has(flag));
}
