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

test.concurrent.each([
  ["a stop that never ends", "await new Promise(() => {})"],
  ["a process that is busy for ever", "for (;;);"],
])(
  "SIGTERM ends %s",
  async (_, busy) => {
    const script = `import { runUntilSignal } from ${module};
    setInterval(() => {}, 1000);
    setTimeout(async () => { console.log("ready"); if (${busy.startsWith("for")}) { await Bun.sleep(300); ${busy} } }, 0);
    await runUntilSignal({ stop: async () => { ${busy} } });`;
    const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
    await child.stdout.getReader().read();
    await Bun.sleep(500);
    child.kill("SIGTERM");
    expect(await Promise.race([child.exited, Bun.sleep(60_000)])).toBeNumber();
  },
  90_000,
);

test("a service ends when its launcher is killed", async () => {
  const script = `import { runUntilSignal } from ${module};
    setInterval(() => {}, 1000);
    setTimeout(() => console.log(process.pid), 0);
    await runUntilSignal({ stop: async () => {} });
    process.exit(0);`;
  const launcher = `import { spawn } from "node:child_process";
    spawn(process.execPath, ["-e", ${JSON.stringify(script)}], { stdio: "inherit", env: { ...process.env, CRIA_LAUNCHER: String(process.pid) } });`;
  const child = Bun.spawn([process.execPath, "-e", launcher], { stdout: "pipe" });
  const pid = Number(new TextDecoder().decode((await child.stdout.getReader().read()).value));
  child.kill("SIGKILL");
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  for (let turn = 0; turn < 100 && isAlive(); turn++) await Bun.sleep(50);
  expect(isAlive()).toBe(false);
});
