import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { linesOf } from "../protocol.ts";

/** The version whose inner interface subject.ts uses. */
export const nodeLlamaCppVersion = "3.22.1";

/** The package with the CPU build for each platform. Without the GPU builds the installation takes 85 MB, not 725. */
const cpuBuilds: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-arm64": "mac-arm64-metal",
  "darwin-x64": "mac-x64",
  "win32-x64": "win-x64",
  "win32-arm64": "win-arm64",
};

export class InstallError extends Error {
  override readonly name = "InstallError";
}

/** Where node-llama-cpp lies within the benchmark's folder, one folder per version. */
function folderOf(benchDir: string): string {
  return join(benchDir, "node-llama-cpp", nodeLlamaCppVersion);
}

/** URL of node-llama-cpp's module, for `import()`. */
export function moduleUrl(benchDir: string): string {
  return pathToFileURL(join(folderOf(benchDir), "node_modules", "node-llama-cpp", "dist", "index.js")).href;
}

/** The folder of the CPU build's libraries, for this platform. */
export function librariesFolder(benchDir: string): string | undefined {
  const build = cpuBuilds[`${process.platform}-${process.arch}`];
  return build && join(folderOf(benchDir), "node_modules", "@node-llama-cpp", build, "bins", build);
}

/** The arguments of `npm` that install node-llama-cpp's CPU build for a platform. Throws {@link InstallError}. */
export function installArguments(folder: string, platform: string, arch: string): string[] {
  const build = cpuBuilds[`${platform}-${arch}`];
  if (!build) throw new InstallError(`node-llama-cpp has no CPU build for ${platform}-${arch}.`);
  return [
    "install",
    "--prefix",
    folder,
    // All builds are optional dependencies, so only the one that is named comes.
    "--omit=optional",
    // Its install script looks for a build and else compiles one.
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    `node-llama-cpp@${nodeLlamaCppVersion}`,
    `@node-llama-cpp/${build}@${nodeLlamaCppVersion}`,
  ];
}

/** Installs node-llama-cpp into the benchmark's folder unless it is there. Throws {@link InstallError}. */
export async function installLlamaCpp(benchDir: string, progress: (line: string) => void): Promise<void> {
  const folder = folderOf(benchDir);
  const complete = join(folder, "complete");
  if (existsSync(complete)) return;
  const args = installArguments(folder, process.platform, process.arch);

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  const start = performance.now();
  const report = () => {
    const seconds = Math.round((performance.now() - start) / 1000);
    progress(`Installing node-llama-cpp ${nodeLlamaCppVersion} (CPU build, about 85 MB on disk), ${seconds} s`);
  };
  report();
  const timer = setInterval(report, 2000);
  try {
    await npm(args, folder);
  } finally {
    clearInterval(timer);
  }
  await writeFile(complete, "");
}

async function npm(args: readonly string[], folder: string): Promise<void> {
  const command = process.platform === "win32" ? ["cmd", "/c", "npm"] : ["npm"];
  let child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  try {
    child = Bun.spawn([...command, ...args], { cwd: folder, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  } catch (error) {
    throw new InstallError(`npm could not be started: ${(error as Error).message}. llama.cpp is installed with it.`);
  }
  const lines: string[] = [];
  const collect = async (stream: AsyncIterable<Uint8Array>) => {
    for await (const line of linesOf(stream)) lines.push(line);
  };
  await Promise.all([collect(child.stdout), collect(child.stderr)]);
  if ((await child.exited) !== 0) {
    throw new InstallError(
      `npm could not install node-llama-cpp ${nodeLlamaCppVersion}; it needs a package registry. ` +
        `Use --subjects cria to measure Cria alone.\n${lines.slice(-10).join("\n")}`,
    );
  }
}
