import { expect, test } from "bun:test";
import { SubjectProcess } from "./subject-process.ts";

test("a child answers what it can, refuses what it can't, and reports its end", async () => {
  const child = new SubjectProcess("llamacpp");
  try {
    expect((await child.request("usage", {})).peakBytes).toBeGreaterThan(2 ** 20);
    const missing = child.request("load", {
      modelPath: "/no/such/model.gguf",
      benchDir: "/no/such",
      vocabSize: 300,
      threads: 1,
      contextLength: 16,
      slots: 1,
      batchSize: 16,
    });
    await expect(missing).rejects.toThrow("/no/such/node-llama-cpp");
    await expect(child.request("prefill", { tokens: 1 })).rejects.toThrow("No model is loaded");
    expect((await child.request("usage", {})).peakBytes).toBeGreaterThan(2 ** 20);
  } finally {
    await child.close();
  }
  await expect(child.request("usage", {})).rejects.toThrow("process ended");
});
