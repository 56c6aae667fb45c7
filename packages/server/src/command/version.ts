import type { VersionResponse } from "@cria/spec";
import { criaVersion } from "../version.ts";
import type { Client } from "./client.ts";
import { CommandError } from "./errors.ts";

/** Prints this program's version and, if a server runs, that of the Ollama API it speaks. */
export async function printVersion(client: Client): Promise<void> {
  process.stdout.write(`cria version is ${criaVersion}\n`);
  try {
    const answer = await client.json<VersionResponse>("GET", "/api/version");
    process.stdout.write(`server at ${client.baseUrl} implements the API of Ollama ${answer.version}\n`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write("Warning: could not connect to a running cria server\n");
  }
}
