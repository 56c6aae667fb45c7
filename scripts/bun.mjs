import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Path of the Bun that npm brought. */
export const bun = join(dirname(createRequire(import.meta.url).resolve("bun/package.json")), "bin", "bun.exe");
