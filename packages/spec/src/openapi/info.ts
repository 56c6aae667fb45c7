import type { Protocol } from "../operations/index.ts";
import type { OpenApiDocument } from "./types.ts";

/** Release of Ollama whose API is written down. */
export const apiVersion = "0.33.0";

export const info: OpenApiDocument["info"] = {
  title: "Ollama HTTP API",
  version: apiVersion,
  summary: "Run, make and manage language models on an Ollama-compatible server.",
  description: [
    "Every endpoint of an Ollama-compatible server: its native API and the OpenAI- and Anthropic-compatible ones.",
    "`null` as the value of a field in a request means the same as leaving the field out, except where a schema " +
      "says otherwise; the schemas do not repeat it. Fields that no schema names are ignored in requests, and answers " +
      "may hold more fields than their schema names.",
    "An answer that streams has two content types under status 200: `application/json` is the answer without " +
      "streaming, and the schema of `application/x-ndjson` or `text/event-stream` is that of one frame. `x-stream` says " +
      "how frames are framed, which is the last, and what ends the stream.",
    "`x-introduced-in` and `x-removed-in` name the first release of Ollama that has something, and the first that has " +
      "it no longer. What has neither is as old as the operation. No release has an operation with `x-beyond-ollama`.",
  ].join("\n\n"),
  license: { name: "MIT", identifier: "MIT" },
};

export const servers: OpenApiDocument["servers"] = [
  { url: "http://127.0.0.1:11434", description: "Where a server listens unless it is told otherwise." },
];

export const tags: Readonly<Record<Protocol, string>> = {
  native: "Ollama's own API.",
  openai: "Endpoints that clients of OpenAI's API can use.",
  anthropic: "Endpoints that clients of Anthropic's API can use.",
};

export const securitySchemes: OpenApiDocument["components"]["securitySchemes"] = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "A local server needs no token and ignores one; a server behind a gateway may ask for it.",
  },
};
