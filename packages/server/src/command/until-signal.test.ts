import { expect, test } from "bun:test";

const module = JSON.stringify(import.meta.resolve("./until-signal.ts"));

/** A process with a service whose stop takes `time` milliseconds. */
async function startService(time: number) {
  const script = `import { runUntilSignal } from ${module};
    setInterval(() => {}, 1000);
    setTimeout(() => console.log("ready"), 0);
    await runUntilSignal({ stop: () => Bun.sleep(${time}) });
    console.log("stopped");
    process.exit(0);`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  const reader = child.stdout.getReader();
  await reader.read();
  const rest = async () => {
    const { value } = await reader.read();
    return value === undefined ? "" : new TextDecoder().decode(value);
  };
  return { child, rest };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s stops the service, also when it comes twice",
  async (signal) => {
    const { child, rest } = await startService(100);
    child.kill(signal);
    child.kill(signal);
    expect(await rest()).toBe("stopped\n");
    expect(await child.exited).toBe(0);
  },
);

test("a second, later signal does not wait", async () => {
  const { child, rest } = await startService(60_000);
  child.kill("SIGINT");
  await Bun.sleep(700);
  child.kill("SIGINT");
  expect(await rest()).toBe("");
  expect(await child.exited).toBe(1);
});
