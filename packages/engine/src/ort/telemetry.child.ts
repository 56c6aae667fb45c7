// Loads a model and evaluates it as a runner does, prints the sum, and stays until it is killed. With "reporting" it takes
// disableTelemetry back, so that the test sees what the library does by itself.
import { dlopen, ptr } from "bun:ffi";
import { ortApi } from "./api.ts";
import { cString } from "./c-string.ts";
import { NativeBuffer } from "./memory.ts";
import { OrtSession } from "./session.ts";
import { OrtTensor } from "./tensor.ts";

const [modelPath, mode] = process.argv.slice(2);
ortApi();
if (mode === "reporting") {
  const libc = dlopen("libc.so.6", { unsetenv: { args: ["ptr"], returns: "i32" } });
  libc.symbols.unsetenv(ptr(cString("ORT_DISABLE_TELEMETRY")));
}
const session = OrtSession.load(modelPath!, { threads: 1 });
const buffer = new NativeBuffer(24);
buffer.float32(0, 4).set([1, 2, 10, 20]);
const [a, b, sum] = [0, 8, 16].map((offset) => new OrtTensor("float32", [2], buffer.address + offset).handle);
session.bind(["a", "b"], ["sum"]).run([a!, b!], [sum!]);
console.log(buffer.float32(16, 2).join());
setInterval(() => {}, 1000);
