/** The client for browsers: it imports nothing of Node and never looks at files. */
import { Ollama } from "./ollama.ts";

export * from "./exports.ts";
export { Ollama };

/** A client of `http://127.0.0.1:11434`. */
const ollama: Ollama = new Ollama();
export default ollama;
