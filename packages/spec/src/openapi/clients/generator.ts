import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Makes a client in one language out of the OpenAPI document, with a tool that others keep. */
export interface ClientGenerator {
  readonly language: string;
  readonly tool: string;
  /** How to get the tool, for people who don't have it. */
  readonly advice: string;
  /**
   * Command that starts the tool.
   * @param download whether the tool may be fetched; if not, it is only found where it is installed
   * @returns undefined if there is none
   */
  command(download: boolean): readonly string[] | undefined;
  /**
   * Writes the client.
   * @param document path of the OpenAPI document
   * @param folder an existing empty folder
   * @throws {GeneratorError} if the tool fails
   */
  generate(command: readonly string[], document: string, folder: string): Promise<void>;
}

/** A tool ended with an error, or warned that something is missing from its output. */
export class GeneratorError extends Error {
  override readonly name = "GeneratorError";
}

/** Path of a program that an environment variable names, or that lies in a folder of PATH. */
export function installed(variable: string, program: string): string | undefined {
  const named = process.env[variable];
  if (named !== undefined && named !== "") return named;
  const names = process.platform === "win32" ? [`${program}.exe`] : [program];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a program to its end.
 * @returns what it wrote to stdout and stderr
 * @throws {GeneratorError} with that text if it can't be started or exits with another status than 0
 */
export async function runTool(
  [program, ...args]: readonly string[],
  options: { cwd: string; env?: Readonly<Record<string, string>> },
): Promise<string> {
  if (program === undefined) throw new GeneratorError("no program to run");
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", (error) => reject(new GeneratorError(`${program}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new GeneratorError(`${program} ended with ${signal ?? `status ${code}`}:\n${output.trim()}`));
    });
  });
}
