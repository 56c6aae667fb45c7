import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openApiDocument } from "../document.ts";
import type { ClientGenerator } from "./generator.ts";
import { go } from "./go.ts";
import { python } from "./python.ts";
import { typescript } from "./typescript.ts";

export { type ClientGenerator, GeneratorError, runTool } from "./generator.ts";
export { compileExample, type ExampleOutput, runExample } from "./testing.ts";

/** The tools that this package's document is known to work with. */
export const generators: readonly ClientGenerator[] = [typescript, python, go];

/**
 * Generates a client in a folder named after its language.
 * @param folder is created; the language's folder in it is emptied first
 * @param options.download whether a tool that is not installed may be fetched
 * @returns the language's folder, or undefined if the tool is absent
 * @throws {GeneratorError} if the tool fails
 */
export async function generateClient(
  generator: ClientGenerator,
  folder: string,
  options: { download: boolean },
): Promise<string | undefined> {
  const command = generator.command(options.download);
  if (command === undefined) return undefined;
  const output = resolve(folder, generator.language);
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const document = join(output, "openapi.json");
  await writeFile(document, JSON.stringify(openApiDocument(), null, 2));
  await generator.generate(command, document, output);
  return output;
}
