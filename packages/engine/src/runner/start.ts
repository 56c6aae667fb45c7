import { fileURLToPath } from "node:url";
import { removeBrokenOff } from "../prepared/broken-off.ts";
import { RunnerProcess } from "./process.ts";
import type { FromRunner } from "./protocol.ts";
import { type LoadHooks, type Runner, RunnerError, type RunnerSettings } from "./types.ts";

export interface StartHooks extends LoadHooks {
  /** Aborting ends the process and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const childPath = fileURLToPath(new URL("./child.ts", import.meta.url));

/**
 * Starts a process that loads a model. Throws {@link RunnerError} when the model can't be loaded, or what `admit` threw: the
 * process has ended then, and nothing of it is left on disk.
 */
export async function startRunner(settings: RunnerSettings, hooks: StartHooks = {}): Promise<Runner> {
  hooks.signal?.throwIfAborted();
  const loaded = Promise.withResolvers<Runner>();
  let runner: RunnerProcess | undefined;
  const child = Bun.spawn([process.execPath, childPath], {
    stdio: ["ignore", "ignore", "pipe"],
    serialization: "json",
    ipc(message: FromRunner) {
      if (message.type === "progress") hooks.onProgress?.(message.progress);
      else if (message.type === "need") void admit(message.bytes);
      else if (message.type === "failed") loaded.reject(new RunnerError(message.error.code, message.error.message));
      else if (message.type === "ready") {
        if (message.info.warning) console.warn(`${settings.modelPath}: ${message.info.warning}`);
        runner = new RunnerProcess(child, exited, message.info);
        loaded.resolve(runner);
      } else runner?.receive(message);
    },
  });
  const exited = describeExit(child);
  const admit = async (bytes: number) => {
    try {
      await hooks.admit?.(bytes);
    } catch (error) {
      loaded.reject(error);
      return;
    }
    // A process that has ended in the meantime takes no messages; `exited` tells.
    if (child.exitCode === null && child.signalCode === null) child.send({ type: "proceed" });
  };
  const abort = () => {
    child.kill("SIGKILL");
    loaded.reject(hooks.signal!.reason);
  };
  hooks.signal?.addEventListener("abort", abort, { once: true });
  void exited.then((why) => loaded.reject(new RunnerError("died", why)));
  child.send({ type: "load", settings });
  try {
    return await loaded.promise;
  } catch (error) {
    child.kill("SIGKILL");
    await child.exited;
    await removeBrokenOff(settings);
    throw error;
  } finally {
    hooks.signal?.removeEventListener("abort", abort);
  }
}

/** Why the process ended, with the last thing it said: crash reports go to its stderr. */
async function describeExit(child: Bun.Subprocess<"ignore", "ignore", "pipe">): Promise<string> {
  let tail = "";
  const decoder = new TextDecoder();
  const listening = (async () => {
    for await (const chunk of child.stderr) tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4096);
  })();
  await child.exited;
  // A grandchild could hold the pipe open; what is there by now must do.
  await Promise.race([listening, Bun.sleep(100)]);
  const how = child.signalCode ? `signal: ${child.signalCode}` : `exit status ${child.exitCode}`;
  const said = tail.trim().split("\n").slice(-5).join("\n");
  return said === "" ? how : `${how}: ${said}`;
}
