/** Pulls a model into a store, in a process that may be killed: `pull.child.ts <home> <model> [secure]`. Ends with 0 on success. */
import { readEnvironment } from "../../environment.ts";
import { parseName } from "../../store/name.ts";
import { Store } from "../../store/store.ts";
import { Registries } from "../registries.ts";

const [, , home = "", model = "", how] = process.argv;
const environment = readEnvironment({}, home);
const store = await Store.open({ root: environment.models, cacheDir: environment.cacheDir });
const steps = new Registries(store, environment).pull(
  parseName(model)!,
  { insecure: how !== "secure" },
  new AbortController().signal,
);
for await (const step of steps) process.stdout.write(`${JSON.stringify(step)}\n`);
