import { expect, test } from "bun:test";
import { describeMachine } from "../machine.ts";
import { peakBytesOf } from "./peak-memory.ts";
import { formatServeReport } from "./serve-report.ts";

const summary = (firstToken: number) => ({
  requestsPerMinute: 60,
  tokensPerSecond: 12.34,
  firstToken: { p50: firstToken, p99: 900 },
  between: { p50: 20.5, p99: 90 },
  promptTokens: 560,
});

test("has a line for each server with medians of the rounds, and says what failed", () => {
  const cell = { trace: "same", clients: 8, error: undefined, peakBytes: 1.5e9 };
  const text = formatServeReport({
    machine: { ...describeMachine(), cpu: "A CPU" },
    modelPath: "/models/tiny.gguf",
    threads: 2,
    results: [
      { ...cell, server: "cria", round: 1, summary: summary(100) },
      { ...cell, server: "llama-server", round: 1, summary: undefined, peakBytes: undefined, error: "it ended" },
      { ...cell, server: "cria", round: 2, summary: summary(200) },
    ],
  });
  expect(text).toContain("tiny.gguf, 2 threads. Machine: A CPU");
  expect(text).toMatch(/\| same +\| 8 +\| cria +\| +60\.0 \| +12\.3 \| +150 \| 900 \| +20\.5 \| +90 \| +1500 \|/);
  expect(text).toMatch(/\| same +\| 8 +\| llama-server \| +– \|/);
  expect(text).toContain("- same, 8 clients, llama-server: it ended");
});

test.skipIf(process.platform !== "linux")(
  "the memory of a process counts what it started (skipped beside Linux)",
  async () => {
    const child = Bun.spawn(["sh", "-c", "sleep 5 & wait"], { stdio: ["ignore", "ignore", "ignore"] });
    await Bun.sleep(200);
    const [both, own] = [peakBytesOf(process.pid)!, peakBytesOf(child.pid)!];
    child.kill("SIGKILL");
    expect(own).toBeGreaterThan(100_000);
    expect(both).toBeGreaterThan(own);
    expect(peakBytesOf(child.pid, "/nowhere")).toBeUndefined();
  },
);
