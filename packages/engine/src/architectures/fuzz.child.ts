// Changes the headers of tiny models at random and plans them, as a runner does; those that are not refused are loaded and
// evaluated. arguments: seed, count, file that says which one is being tried.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decoder } from "../decode/decoder.ts";
import { GgufError } from "../gguf/error.ts";
import { type Gguf, readGguf } from "../gguf/reader.ts";
import { ArchitectureError } from "../graph/error.ts";
import { assertVocabulary, planModel } from "../model/plan.ts";
import { prepareModel } from "../model/prepare.ts";
import { OrtError } from "../ort/api.ts";
import { WeightError } from "../weights/error.ts";
import { randomNumbers } from "../weights/testing.ts";
import { mutate } from "./mutate.ts";
import { ropeFrequencies } from "./rope.ts";
import { tinyModels } from "./tiny/models.ts";
import { tinyVocabulary } from "./tiny/tiny-model.ts";

const [seed, count, progress] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]!];
const folder = mkdtempSync(join(tmpdir(), "cria-fuzz-"));
const isRefusal = (error: unknown) => [GgufError, ArchitectureError, WeightError].some((kind) => error instanceof kind);
/** A model that wants more than this is refused by whoever admits it to memory. */
const mostBytes = 2 ** 31;

const models: { name: string; path: string; gguf: Gguf }[] = [];
for (const make of tinyModels) {
  const model = make();
  const path = join(folder, `${model.name}.gguf`);
  await model.write(path);
  models.push({ name: model.name, path, gguf: await readGguf(path) });
}
const seen = new Set(models.map(({ gguf }) => planModel(gguf).identity));
const outcome = { refused: 0, same: 0, ran: 0, late: 0 };

/** Runs a graph that nobody refused; whether it could be run. */
async function evaluate(gguf: Gguf, path: string): Promise<boolean> {
  const plan = planModel(gguf);
  if (seen.has(plan.identity)) return true;
  seen.add(plan.identity);
  if (plan.layout.byteLength > mostBytes) return false;
  assertVocabulary(plan, tinyVocabulary);
  const numCtx = Math.min(64, plan.sizes.contextLength);
  using prepared = await prepareModel(plan, path, {
    cacheDir: join(folder, "cache"),
    cacheKey: "model",
    cacheBytes: 0,
  });
  using decoder = await prepared.open(
    (onnxPath) =>
      new Decoder({
        ...plan,
        onnxPath,
        threads: 1,
        slots: 2,
        numCtx,
        maxRows: 32,
        frequencies: (rope) => ropeFrequencies(rope),
      }),
  );
  const ids = Array.from({ length: Math.min(20, numCtx - 3) }, (_, i) => (i * 37) % (tinyVocabulary / 2));
  if (ids.length === 0) return true;
  decoder.prefill(0, ids, 0);
  for (let i = 0; i < 3; i++) decoder.step(0, [1, 1], [ids.length + i, -1]);
  return true;
}

for (let i = 0; i < count; i++) {
  const random = randomNumbers(seed + i);
  const { name, path, gguf } = models[Math.floor(random() * models.length)]!;
  const { gguf: mutated, changes } = mutate(gguf, random);
  const what = `seed ${seed + i}: ${name}: ${changes.join("; ")}`;
  writeFileSync(progress, what);
  try {
    const before = seen.size;
    const isRun = await evaluate(mutated, path);
    if (!isRun) outcome.refused++;
    else if (seen.size === before) outcome.same++;
    else outcome.ran++;
  } catch (error) {
    if (isRefusal(error)) outcome.refused++;
    else if (error instanceof OrtError) {
      outcome.late++;
      if (process.env.CRIA_FUZZ_VERBOSE) console.log(`late: ${what}: ${error.message}`);
    } else {
      console.error(`${what}\n`, error);
      process.exitCode = 1;
    }
  }
}
console.log(JSON.stringify(outcome));
rmSync(folder, { recursive: true });
