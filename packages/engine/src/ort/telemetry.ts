import { dlopen, ptr } from "bun:ffi";
import { cString } from "./c-string.ts";

const switchName = "ORT_DISABLE_TELEMETRY";

/**
 * Keeps ONNX Runtime from making a device id, from recording events and from sending them to Microsoft. It must be called
 * before the library is loaded: the library reads its switch then, and once. What the user has set does not count.
 */
export function disableTelemetry(): void {
  // Windows has no uploader. Its event tracing is turned off with the environment, see session.ts.
  if (process.platform === "win32") return;
  // The library calls getenv, which does not see what is assigned to process.env.
  const libc = dlopen(process.platform === "darwin" ? "libSystem.B.dylib" : "libc.so.6", {
    setenv: { args: ["ptr", "ptr", "i32"], returns: "i32" },
  });
  const [name, value] = [cString(switchName), cString("1")];
  if (libc.symbols.setenv(ptr(name), ptr(value), 1) !== 0) throw new Error(`${switchName} could not be set`);
}
