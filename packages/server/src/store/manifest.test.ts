import { describe, expect, test } from "bun:test";
import { encodeConfig } from "../create/config.ts";
import { configType, encodeManifest, mediaType, parseManifest } from "./manifest.ts";

test("config and manifest have the bytes that Ollama gives them", () => {
  // Digest and sizes are those that Ollama 0.33.0 wrote for such a model.
  const config = encodeConfig({
    model_format: "gguf",
    model_family: "llama",
    model_families: ["llama"],
    model_type: "260K",
    file_type: "unknown",
  });
  const text = encodeManifest({
    config: { mediaType: configType, digest: `sha256:${Bun.SHA256.hash(config, "hex")}`, size: config.length },
    layers: [
      {
        mediaType: mediaType("model"),
        digest: "sha256:1f7440896b4ded00755e9993837688fc3662d273c6a4f2675002157da4eea747",
        size: 1_054_592,
      },
    ],
  });
  expect(Bun.SHA256.hash(text, "hex")).toBe("967caf6f16189f04ce087139672037b5b801f4aaaad58aba6dabc3d3ed1160c8");
});

test("a manifest is read back, unknown keys left out", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const layer = { mediaType: mediaType("template"), digest, size: 3, from: "base:latest", name: undefined };
  const config = { mediaType: configType, digest, size: 1, from: undefined, name: undefined };
  const text = encodeManifest({ config, layers: [layer] }).replace("{", '{"other":[],');
  expect(parseManifest(text)).toEqual({ config, layers: [layer] });
});

describe("what is no manifest", () => {
  test.each([
    ["", "unexpected EOF"],
    ["{", "the manifest is not JSON"],
    ["[]", "the manifest is not a JSON object"],
    ['{"layers":{}}', "the manifest's layers are not an array"],
    ['{"layers":[1]}', "a layer of the manifest is not a JSON object"],
    ['{"layers":[{"digest":1}]}', "a layer of the manifest has a field of a wrong type"],
  ])("%j", (text, message) => {
    expect(() => parseManifest(text)).toThrow(message);
  });
});
