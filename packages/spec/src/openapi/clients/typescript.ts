import { createRequire } from "node:module";
import { join } from "node:path";
import { type ClientGenerator, runTool } from "./generator.ts";

/** Types of every path and schema for TypeScript, as `openapi-fetch` and others take them, in `ollama.ts`. */
export const typescript: ClientGenerator = {
  language: "typescript",
  tool: "openapi-typescript",
  advice: "npm install openapi-typescript",
  command() {
    try {
      const manifest = createRequire(import.meta.url).resolve("openapi-typescript/package.json");
      return [process.execPath, join(manifest, "../bin/cli.js")];
    } catch {
      return undefined;
    }
  },
  async generate(command, document, folder) {
    // Without the last flag, fields with a default would be required in requests too.
    await runTool([...command, document, "--output", join(folder, "ollama.ts"), "--default-non-nullable", "false"], {
      cwd: folder,
    });
  },
};
