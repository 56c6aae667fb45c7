import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileTypeName } from "./file-type.ts";
import { shortestFloat32 } from "./float32.ts";
import { getArray } from "./metadata.ts";
import { readGguf } from "./reader.ts";
import { GgufStrings } from "./strings.ts";
import { recordingAbsent, recordingPath, storiesAbsent, storiesPath, temporaryFile } from "./testing.ts";
import { writeGguf } from "./writer.ts";

test.skipIf(storiesAbsent || recordingAbsent)(
  "a real file says what Ollama shows of it (needs the stories260k fixture and the recordings)",
  async () => {
    const recording = JSON.parse(readFileSync(recordingPath, "utf8")) as {
      exchanges: { id: string; response: { body: string | object } }[];
    };
    const { body } = recording.exchanges.find(({ id }) => id === "show.verbose")!.response;
    const shown = (typeof body === "string" ? JSON.parse(body) : body) as {
      model_info: Record<string, unknown>;
      tensors: { name: string; type: string; shape: number[] }[];
    };
    const gguf = await readGguf(storiesPath);

    const tensors = [...gguf.tensors.values()].map(({ name, type, dims }) => ({ name, type: type.name, shape: dims }));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(tensors.sort(byName)).toEqual(shown.tensors.sort(byName));

    const parameters = [...gguf.tensors.values()].reduce((sum, tensor) => sum + tensor.elementCount, 0);
    const { "general.parameter_count": shownParameters, ...shownInfo } = shown.model_info;
    expect(parameters).toBe(shownParameters as number);
    const info = [...gguf.metadata].map(([key, entry]): [string, unknown] => {
      if (entry.type === "f32") return [key, shortestFloat32(entry.value)];
      return [key, entry.type === "array" ? Array.from(entry.value as Iterable<unknown>) : entry.value];
    });
    // Ollama leaves the name out.
    expect(Object.fromEntries(info.filter(([key]) => key !== "general.name"))).toEqual(shownInfo);
    expect(fileTypeName(gguf)).toBe("F32");
  },
);

test("a vocabulary of 152,000 tokens and 150,000 merges is read in well under half a second", async () => {
  using file = temporaryFile();
  const tokens = Array.from({ length: 152_000 }, (_, index) => `token-${index}`);
  const merges = Array.from({ length: 150_000 }, (_, index) => `left-${index} right-${index}`);
  await writeGguf(file.path, {
    metadata: {
      "tokenizer.ggml.tokens": { type: "array", elementType: "string", value: tokens },
      "tokenizer.ggml.token_type": { type: "array", elementType: "i32", value: tokens.map(() => 1) },
      "tokenizer.ggml.merges": { type: "array", elementType: "string", value: merges },
    },
    tensors: [{ name: "t", dims: [4], type: "F32", data: new Uint8Array(16) }],
  });
  const start = performance.now();
  const gguf = await readGguf(file.path);
  expect(performance.now() - start).toBeLessThan(500);
  const read = getArray(gguf, "tokenizer.ggml.merges").value as GgufStrings;
  expect(read.length).toBe(150_000);
  expect(read.at(149_999)).toBe("left-149999 right-149999");
});

test("strings keep bytes that are not UTF-8", () => {
  const strings = GgufStrings.from([Uint8Array.of(0xff, 0x41), "\ufeffé", ""]);
  expect([...strings.bytes(0)]).toEqual([0xff, 0x41]);
  expect([...strings]).toEqual(["\ufffdA", "\ufeffé", ""]);
  for (const index of [-1, 3, Number.NaN]) expect(() => strings.bytes(index)).toThrow(RangeError);
});
