/** Compiles and runs the example program with the generated TypeScript types. */
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { exampleProgram } from "./example-program.ts";
import { runTool } from "./generator.ts";

const compilerOptions = {
  allowImportingTsExtensions: true,
  lib: ["es2023", "dom"],
  module: "esnext",
  moduleResolution: "bundler",
  noEmit: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  strict: true,
  target: "es2023",
  types: [],
};

/**
 * Type-checks the example program beside the generated types, strictly.
 * @param folder folder with `ollama.ts`
 * @throws {GeneratorError} with the compiler's messages
 */
export async function compileExample(folder: string): Promise<void> {
  await writeFile(join(folder, "example.ts"), exampleProgram);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["example.ts"] }));
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  await runTool([process.execPath, join(manifest, "../bin/tsc"), "--project", folder], { cwd: folder });
}

/** What the example program prints. */
export interface ExampleOutput {
  readonly version?: string;
  readonly models?: readonly (readonly [name: string, size: number])[];
  readonly content?: string;
  readonly done?: boolean;
  readonly streamed: string;
  readonly status: number;
  readonly error?: string;
}

/** Runs the example program against a server that has `model`. */
export async function runExample(folder: string, url: string, model: string): Promise<ExampleOutput> {
  return JSON.parse(await runTool([process.execPath, join(folder, "example.ts"), url, model], { cwd: folder }));
}
