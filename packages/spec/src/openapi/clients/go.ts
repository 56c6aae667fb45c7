import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClientGenerator, installed, runTool } from "./generator.ts";

const module = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen";
/** Version of the tool that is fetched where none is installed. */
const toolVersion = "v2.8.2";
/** The library that generated code imports. */
export const runtimeModule = "github.com/oapi-codegen/runtime@v1.8.0";

const config = `package: ollama
output: ollama.go
generate:
  models: true
  client: true
output-options:
  # The type of an operation's answer would else be called like its body: ChatResponse.
  response-type-suffix: HTTPResponse
`;

/** A Go module `ollama` with a type per schema and a method per operation; it needs oapi-codegen's runtime library. */
export const go: ClientGenerator = {
  language: "go",
  tool: "oapi-codegen",
  advice: "install Go; OAPI_CODEGEN names the program if it is not on PATH",
  command(download) {
    const found = installed("OAPI_CODEGEN", "oapi-codegen");
    if (found !== undefined) return [found];
    const compiler = download ? installed("GO", "go") : undefined;
    return compiler === undefined ? undefined : [compiler, "run", `${module}@${toolVersion}`];
  },
  async generate(command, document, folder) {
    const configFile = join(folder, "config.yaml");
    await writeFile(configFile, config);
    await runTool([...command, "-config", configFile, document], { cwd: folder });
    await rm(configFile);
    await writeFile(join(folder, "go.mod"), `module ollama\n\ngo 1.24\n\nrequire ${runtimeModule.replace("@", " ")}\n`);
  },
};
