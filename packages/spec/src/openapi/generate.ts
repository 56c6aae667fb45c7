/** Writes the generated files of this package: `npm run -w @cria/spec generate`. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "./files.ts";

const folder = new URL("../../", import.meta.url);
const files = generatedFiles();
// Schemas of types that are gone go too.
await rm(new URL("schemas", folder), { recursive: true, force: true });
for (const [path, content] of files) {
  const file = fileURLToPath(new URL(path, folder));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
console.log(`wrote ${files.size} files`);
