// Calls every function of the table through a model of one node and prints the names. A wrong index crashes here, away
// from the test run.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Graph } from "../graph/graph.ts";
import { OrtError, ortApi } from "./api.ts";
import { cString } from "./c-string.ts";
import { type FunctionName, functions } from "./functions.ts";
import { NativeBuffer } from "./memory.ts";

const api = ortApi();
const called = new Set<FunctionName>();
const call = (name: FunctionName, ...args: (number | NodeJS.TypedArray | null)[]) => {
  called.add(name);
  return api[name](...args);
};
const out = () => new BigInt64Array(new ArrayBuffer(8));
function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

const graph = new Graph("none");
graph.output(
  "sum",
  graph.apply("Add", [graph.input("a", "float32", [2]), graph.input("b", "float32", [2])]),
  "float32",
  [2],
);
const model = graph.encode();
const folder = mkdtempSync(join(tmpdir(), "cria-ort-"));
const path = join(folder, "add.onnx");
writeFileSync(path, model);

const env = out();
call("createEnv", 3, cString("test"), env);
call("disableTelemetryEvents", Number(env[0]));
const options = out();
call("createSessionOptions", options);
const settings = Number(options[0]);
call("setIntraOpNumThreads", settings, 1);
call("setSessionLogSeverityLevel", settings, 3);
call("setSessionGraphOptimizationLevel", settings, 99);
call("disableMemPattern", settings);
call("addSessionConfigEntry", settings, cString("session.force_spinning_stop"), cString("1"));

try {
  call("registerCustomOpsLibrary", settings, cString(join(folder, "absent.so")));
  check(false, "a missing library must be an error");
} catch (error) {
  check(error instanceof OrtError && /absent\.so/.test(error.message), String(error));
}
try {
  call("createSession", Number(env[0]), cString(join(folder, "absent.onnx")), settings, out());
  check(false, "a missing model must be an error");
} catch (error) {
  // The status functions are what made this error.
  check(error instanceof OrtError && error.code > 0 && /absent/.test(error.message), String(error));
  for (const name of ["getErrorCode", "getErrorMessage", "releaseStatus"] as const) called.add(name);
}

const fromArray = out();
call("createSessionFromArray", Number(env[0]), model, model.length, settings, fromArray);
const session = out();
call("createSession", Number(env[0]), cString(path), settings, session);
for (const [name, count] of [
  ["sessionGetInputCount", 2n],
  ["sessionGetOutputCount", 1n],
] as const) {
  const value = out();
  call(name, Number(session[0]), value);
  check(value[0] === count, `${name} gave ${value[0]}`);
}

const memory = out();
call("createCpuMemoryInfo", 0, 0, memory);
const buffer = new NativeBuffer(24);
buffer.float32(0, 4).set([1, 2, 10, 20]);
const dims = new BigInt64Array(new ArrayBuffer(8)).fill(2n);
const values = [0, 8, 16].map((offset) => {
  const value = out();
  call("createTensorWithDataAsOrtValue", Number(memory[0]), buffer.address + offset, 8, dims, 1, 1, value);
  return value[0]!;
});
const names = ["a", "b", "sum"].map(cString);
const { ptr } = await import("bun:ffi");
const table = (entries: readonly bigint[]) => {
  const array = new BigInt64Array(new ArrayBuffer(8 * entries.length));
  array.set(entries);
  return array;
};
const addresses = names.map((name) => BigInt(ptr(name)));
call(
  "run",
  Number(session[0]),
  null,
  table(addresses.slice(0, 2)),
  table(values.slice(0, 2)),
  2,
  table(addresses.slice(2)),
  1,
  table(values.slice(2)),
);
check([...buffer.float32(16, 2)].join() === "11,22", `run gave ${buffer.float32(16, 2)}`);

for (const value of values) call("releaseValue", Number(value));
call("releaseMemoryInfo", Number(memory[0]));
call("releaseSession", Number(session[0]));
call("releaseSession", Number(fromArray[0]));
call("releaseSessionOptions", settings);
call("releaseEnv", Number(env[0]));
rmSync(folder, { recursive: true });

const missing = Object.keys(functions).filter((name) => !called.has(name as FunctionName));
console.log(missing.length === 0 ? "all called" : `not called: ${missing}`);
