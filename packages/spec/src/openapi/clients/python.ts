import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClientGenerator, GeneratorError, installed, runTool } from "./generator.ts";

const tool = "openapi-python-client";

/** A Python package `ollama_client` with a model per schema and a function per operation; it needs `httpx` and `attrs`. */
export const python: ClientGenerator = {
  language: "python",
  tool,
  advice: `pip install ${tool}, or install uv or pipx; OPENAPI_PYTHON_CLIENT names the program if it is not on PATH`,
  command(download) {
    const found = installed("OPENAPI_PYTHON_CLIENT", tool);
    if (found !== undefined) return [found];
    if (!download) return undefined;
    const uvx = installed("UVX", "uvx");
    if (uvx !== undefined) return [uvx, tool];
    const pipx = installed("PIPX", "pipx");
    return pipx === undefined ? undefined : [pipx, "run", tool];
  },
  async generate(command, document, folder) {
    const config = join(folder, "config.yaml");
    // Formatting needs one more tool on PATH.
    await writeFile(config, "post_hooks: []\n");
    const output = join(folder, "ollama_client");
    const said = await runTool(
      [...command, "generate", "--path", document, "--output-path", output, "--meta", "none", "--config", config],
      { cwd: folder },
    );
    await rm(config);
    // It leaves out what it does not understand and still ends with status 0.
    if (/unable to|warning/i.test(said)) throw new GeneratorError(`${tool} left something out:\n${said.trim()}`);
  },
};
