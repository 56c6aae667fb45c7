import { readFileSync } from "node:fs";

/** Version of the Ollama API that the server implements; clients decide by it what they may ask for. */
export const ollamaVersion = "0.33.0";

/** Cria's own version. */
export const criaVersion = readVersion();

function readVersion(): string {
  // The same relative path from the sources and from the built files.
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const version = (manifest as { version?: unknown }).version;
  return typeof version === "string" ? version : "0.0.0";
}
