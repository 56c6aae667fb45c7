// Tries random bodies of requests and, one in twenty, random damage to a store. arguments: seed, count, file that says
// which one is being tried.
import { writeFileSync } from "node:fs";
import { fuzzDecoder } from "./decoder.ts";
import { StoreFuzzer } from "./store.ts";

const [seed, count, progress] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]!];
/** Bodies for one store. */
const bodies = 19;

using stores = await StoreFuzzer.open();
// What a store says of its damage is as it should be.
process.stderr.write = () => true;
const outcome = { decoded: 0, refused: 0, worked: 0, failed: 0 };
for (let current = seed; current < seed + count; current++) {
  const isStore = current % (bodies + 1) === 0;
  writeFileSync(progress, `seed ${current}: ${isStore ? "a store" : "a body"}`);
  try {
    outcome[isStore ? await stores.fuzz(current) : await fuzzDecoder(current)]++;
  } catch (error) {
    console.error(`seed ${current}:`, error);
    process.exitCode = 1;
  }
}
console.log(JSON.stringify(outcome));
