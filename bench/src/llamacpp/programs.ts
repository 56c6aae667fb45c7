import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Finished, runProgram } from "../run-program.ts";

/** llama.cpp's own programs that the benchmark runs. */
export const programNames = ["llama-bench", "llama-batched-bench", "llama-completion", "llama-quantize"] as const;
export type ProgramName = (typeof programNames)[number];

/** What a folder of programs is. */
export interface ProgramsInfo {
  /** Such as `0.7.0 (build 11669, commit Debian)`. */
  readonly version: string;
  /** Path of the CPU library that they load on this machine; undefined where it is part of the programs. */
  readonly cpuLibrary: string | undefined;
}

/** A folder with llama.cpp's own programs. */
export class Programs {
  private constructor(
    readonly folder: string,
    /** A command that each program is given to, such as one that hides files from it. */
    readonly before: readonly string[],
  ) {}

  /** The programs of a folder; undefined if one is missing there. */
  static in(folder: string): Programs | undefined {
    const complete = programNames.every((name) => existsSync(pathOf(folder, name)));
    return complete ? new Programs(folder, []) : undefined;
  }

  /** The same programs, each given to a command. */
  behind(before: readonly string[]): Programs {
    return new Programs(this.folder, before);
  }

  /** Runs a program to its end. Throws an Error with its last lines if it fails. */
  run(name: ProgramName, args: readonly string[]): Promise<Finished> {
    return runProgram([...this.before, pathOf(this.folder, name), ...args]);
  }

  async describe(): Promise<ProgramsInfo> {
    const version = await this.run("llama-bench", ["--version"]);
    const devices = await this.run("llama-bench", ["--list-devices"]);
    return {
      version: /^version: (.+)$/m.exec(version.stdout + version.stderr)?.[1]?.trim() ?? "of unknown version",
      cpuLibrary: /loaded CPU backend from (.+)$/m.exec(devices.stderr + devices.stdout)?.[1]?.trim(),
    };
  }
}

function pathOf(folder: string, name: ProgramName): string {
  return join(folder, process.platform === "win32" ? `${name}.exe` : name);
}
