import { dlopen } from "bun:ffi";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { disableTelemetry } from "./telemetry.ts";

const binaryName: Partial<Record<NodeJS.Platform, RegExp>> = {
  linux: /^libonnxruntime\.so\.1$/,
  darwin: /^libonnxruntime\..*\.dylib$/,
  win32: /^onnxruntime\.dll$/,
};

/**
 * Path of the ONNX Runtime library for this machine: `CRIA_ORT_LIBRARY`, else the one that the npm package
 * `onnxruntime-node` brings. Throws when there is none for this platform.
 */
export function onnxRuntimePath(): string {
  const override = process.env.CRIA_ORT_LIBRARY;
  if (override) return override;
  const root = dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));
  const folder = join(root, "bin", "napi-v6", process.platform, process.arch);
  const pattern = binaryName[process.platform];
  let file: string | undefined;
  try {
    file = readdirSync(folder).find((name) => pattern?.test(name));
  } catch {
    // The folder is absent where the package has no binary for this platform.
  }
  if (!file)
    throw new Error(`ONNX Runtime has no library for ${process.platform}-${process.arch} (looked in ${folder})`);
  return join(folder, file);
}

/** Opens the library, which sends nothing to anybody, and returns the address of its OrtApiBase. */
export function openOnnxRuntime(path = onnxRuntimePath()): number {
  disableTelemetry();
  const library = dlopen(path, { OrtGetApiBase: { args: [], returns: "ptr" } });
  const base = library.symbols.OrtGetApiBase();
  if (!base) throw new Error(`${path} is not a usable ONNX Runtime`);
  return Number(base);
}
