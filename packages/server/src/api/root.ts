import type { Handler } from "../http/context.ts";

/** `GET /`: that the server runs, in the words that clients look for. */
export const root: Handler<"root"> = async () =>
  new Response("Ollama is running", { headers: { "content-type": "text/plain; charset=utf-8" } });
