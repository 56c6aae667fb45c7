import { readFileSync } from "node:fs";

/** Version of the suite. */
export const suiteVersion: string = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }
).version;
