// Before packing: the tiny model lies in the server's package in the repository, and in this one when published.
import { cpSync, existsSync } from "node:fs";

const from = new URL("../../server/model/", import.meta.url);
const to = new URL("../model/", import.meta.url);
const names = ["cria.gguf", "template.gotmpl", "params.json", "LICENSE"];

for (const name of names) {
  if (!existsSync(new URL(name, from))) {
    console.error(`Error: packages/server/model/${name} is missing; the suite can't be packed without its model.`);
    process.exit(1);
  }
  cpSync(new URL(name, from), new URL(name, to));
}
