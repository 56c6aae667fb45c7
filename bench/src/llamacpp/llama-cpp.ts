import { dirname } from "node:path";
import { ChildContender } from "../child-contender.ts";
import type { Contender } from "../contender.ts";
import type { Patience } from "../disturbance.ts";
import type { SubjectInfo, SubjectSettings } from "../subject.ts";
import { InstallError, installLlamaCpp, librariesFolder } from "./install.ts";
import { type Limit, limitFor, limiting } from "./limit.ts";
import { Programs } from "./programs.ts";
import { ToolsContender } from "./tools-contender.ts";

/** Which llama.cpp Cria is compared with: its own programs, node-llama-cpp, or the faster of both. */
export const peerNames = ["auto", "tools", "node"] as const;
export type PeerName = (typeof peerNames)[number];

export interface LlamaCppSettings {
  readonly peer: PeerName;
  /** Folder of llama.cpp's own programs. */
  readonly toolsDir: string;
  /** Level of Cria's kernels that was asked for. */
  readonly level: string | undefined;
  readonly benchDir: string;
  readonly threads: number;
  readonly patience: Patience;
}

/** The ways to run llama.cpp on this machine. */
export class LlamaCpp {
  /** What a reader of the results should know. */
  readonly notes: string[] = [];
  #tools: { readonly programs: Programs; readonly info: SubjectInfo } | undefined;
  #node: { readonly before: readonly string[] } | undefined;

  private constructor(readonly settings: LlamaCppSettings) {}

  /** Finds or installs what the settings ask for. Throws {@link InstallError} if nothing is left. */
  static async prepare(settings: LlamaCppSettings, progress: (line: string) => void): Promise<LlamaCpp> {
    const prepared = new LlamaCpp(settings);
    if (settings.peer !== "node") await prepared.#findTools();
    if (settings.peer !== "tools") await prepared.#installNode(progress);
    if (prepared.#tools && prepared.#node)
      prepared.notes.push("Loads of llama.cpp are those of its own llama-completion.");
    for (const note of prepared.notes) progress(note);
    return prepared;
  }

  /** Every way to run a model. */
  contendersFor(model: Pick<SubjectSettings, "modelPath" | "vocabSize">): Contender[] {
    const { benchDir, threads, patience } = this.settings;
    const contenders: Contender[] = [];
    const tools = this.#tools && new ToolsContender(this.#tools.programs, this.#tools.info, model.modelPath, patience);
    if (tools) contenders.push(tools);
    if (this.#node) {
      const node = new ChildContender("llamacpp", { model, threads, benchDir, patience, ...this.#node });
      contenders.push({
        name: node.name,
        open: (contextLength, slots) => node.open(contextLength, slots),
        // A start of llama.cpp doesn't include that of node-llama-cpp's JavaScript.
        firstToken: (cold) => (tools ? tools.firstToken() : node.firstToken(cold)),
      });
    }
    return contenders;
  }

  async #findTools(): Promise<void> {
    const { peer, toolsDir, threads } = this.settings;
    let programs = Programs.in(toolsDir);
    if (!programs) {
      const missing = `llama.cpp's own programs aren't in ${toolsDir} (--tools names another folder)`;
      if (peer === "tools") throw new InstallError(`${missing}.`);
      this.notes.push(`${missing}, so node-llama-cpp stands for llama.cpp.`);
      return;
    }
    let { version, cpuLibrary } = await programs.describe();
    const limit = limitFor(this.settings.level);
    if (limit) {
      programs = programs.behind(this.#limiting(limit, "its own programs", cpuLibrary && dirname(cpuLibrary)));
      ({ cpuLibrary } = await programs.describe());
    }
    const kernels = /libggml-cpu[\w-]*/.exec(cpuLibrary ?? "")?.[0] ?? "built in";
    this.#tools = { programs, info: { version: `llama.cpp ${version}, its own programs`, threads, kernels } };
  }

  async #installNode(progress: (line: string) => void): Promise<void> {
    const { benchDir, level } = this.settings;
    try {
      await installLlamaCpp(benchDir, progress);
    } catch (error) {
      if (!this.#tools || !(error instanceof InstallError)) throw error;
      this.notes.push(`node-llama-cpp isn't compared: ${error.message}`);
      return;
    }
    const limit = limitFor(level);
    this.#node = { before: limit ? this.#limiting(limit, "node-llama-cpp", librariesFolder(benchDir)) : [] };
  }

  /** The command that limits llama.cpp's choice, or none with a note. */
  #limiting(limit: Limit, what: string, folder: string | undefined): readonly string[] {
    const command = folder && limiting(limit, folder);
    const about = `Cria is limited to ${this.settings.level}; llama.cpp (${what})`;
    this.notes.push(
      command
        ? `${about} is limited to libggml-cpu-${limit.most}, too.`
        : `**Unfair**: ${about} can't be limited here and uses all that the CPU has.`,
    );
    return command || [];
  }
}
