/** Generates clients in other languages: `npm run -w @cria/spec clients [-- --output DIR]`. */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { GeneratorError, generateClient, generators } from "./index.ts";

const usage = "Usage: npm run -w @cria/spec clients [-- --output DIR]";

function outputFolder(): string {
  try {
    const { values } = parseArgs({ options: { output: { type: "string", short: "o" } } });
    if (values.output === undefined) return join(import.meta.dirname, "../../../dist/clients");
    // npm runs scripts in the package's folder; the user means the one they are in.
    return resolve(process.env.INIT_CWD ?? process.cwd(), values.output);
  } catch (error) {
    console.error(`Error: ${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

const folder = outputFolder();
for (const generator of generators) {
  const { language, tool, advice } = generator;
  try {
    const output = await generateClient(generator, folder, { download: true });
    if (output === undefined) console.log(`${language}: skipped, ${tool} not found (${advice})`);
    else console.log(`${language}: ${output}`);
  } catch (error) {
    console.error(`${language}: ${error instanceof GeneratorError ? error.message : (error as Error).stack}`);
    process.exitCode = 1;
  }
}
