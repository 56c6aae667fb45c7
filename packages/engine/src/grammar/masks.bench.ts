// What masks add to sampling, per token: `npm run bench:masks`.
import { Sampler } from "../sampling/sampler.ts";
import { compileSchema } from "./compile-schema.ts";
import { Machine } from "./machine.ts";
import { byteVocabulary, randomNumbers } from "./testing.ts";
import { TokenSets } from "./token-sets.ts";
import { TokenTrie } from "./token-trie.ts";

const size = 150_000;
/** Milliseconds that a decode step of a model of half a billion parameters takes on two cores. */
const step = 18;

/** Words, numbers, code, Cyrillic and Chinese texts, as large vocabularies have them. */
function texts(random: () => number): string[] {
  const found = new Set(['{"', '"}', '":', '": "', '", "', '",\n', "{\n  ", "\n  ", "\n    ", '"]', "true", "null"]);
  const pick = (count: number, from: number, range: number) =>
    String.fromCodePoint(...Array.from({ length: count }, () => from + Math.floor(random() * range)));
  while (found.size < size - 257) {
    const kind = random();
    const length = 1 + Math.floor(random() * 12);
    if (kind < 0.6) found.add((random() < 0.6 ? " " : "") + pick(length, 0x61, 26));
    else if (kind < 0.75) found.add(pick(1 + (length >> 2), 0x4e00, 20_000));
    else if (kind < 0.85) found.add(pick(1 + (length >> 1), 0x400, 256));
    else found.add(pick(length, 0x21, 94));
  }
  return [...found];
}

const random = randomNumbers(1);
const vocabulary = byteVocabulary(texts(random));
const sets = new TokenSets(new TokenTrie(vocabulary));
const ids = new Map(
  Array.from({ length: size - 1 }, (_, id) => [Buffer.from(vocabulary.piece(id, false)).toString(), id]),
);
const { shape } = compileSchema(
  JSON.stringify({
    properties: {
      name: { type: "string", maxLength: 60 },
      age: { type: "integer", minimum: 0, maximum: 120 },
      email: { type: "string", format: "email" },
      note: { anyOf: [{ type: "string" }, { type: "null" }] },
      tags: { type: "array", items: { enum: ["red", "green"] } },
    },
    required: ["name", "age", "email", "note", "tags"],
  }),
);
const value =
  '{"name": "A quick brown fox", "age": 42, "email": "fox@example.org", "note": "it jumps", "tags": ["red"]}';
const chain = { temperature: 0.8, topK: 40, topP: 0.9, minP: 0, typicalP: 1, repeatPenalty: 1, repeatLastN: 0 };
const sampler = new Sampler({ ...chain, presencePenalty: 0, frequencyPenalty: 0, seed: 1 }, size, 64);
const logits = Float32Array.from({ length: size }, random);

let masked: number[] = [];
let plain: number[] = [];
// The first time, token sets are found; they serve all further answers.
for (let round = 0; round < 3; round++) {
  const machine = new Machine(shape, sets);
  masked = [];
  plain = [];
  for (let at = 0; at < value.length; ) {
    let length = Math.min(12, value.length - at);
    while (!ids.has(value.slice(at, at + length))) length--;
    const started = performance.now();
    sampler.sample(logits, machine.mask);
    if (!machine.accept(ids.get(value.slice(at, at + length))!)) throw new Error(`the mask refuses ${value.slice(at)}`);
    const between = performance.now();
    sampler.sample(logits);
    masked.push(between - started);
    plain.push(performance.now() - between);
    at += length;
  }
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!;
const mean = (times: number[]) => times.reduce((sum, time) => sum + time, 0) / times.length;
for (const [name, of] of Object.entries({ median, mean })) {
  const added = of(masked) - of(plain);
  console.log(
    `${name}: ${added.toFixed(2)} ms per token in a vocabulary of ${size}, ${((100 * added) / step).toFixed(1)} % of a step of ${step} ms`,
  );
}
