import { type Pointer, ptr } from "bun:ffi";
import { kernelLibrary } from "../kernels/level.ts";
import { ortApi } from "./api.ts";
import { cString } from "./c-string.ts";

export interface SessionOptions {
  /** Threads that compute, the calling one included; 0 lets ONNX Runtime choose. */
  readonly threads?: number;
  /** Whether runs are of many shapes: nothing is then remembered of each. */
  readonly hasManyShapes?: boolean;
  /** Configuration entries by ONNX Runtime's key names. */
  readonly config?: Readonly<Record<string, string>>;
  /** Path of a library of custom operators; by default that of Cria's own kernels, where this machine can run them. */
  readonly customOps?: string;
}

let environment: number | undefined;

function sharedEnvironment(): number {
  if (environment === undefined) {
    const out = new BigInt64Array(new ArrayBuffer(8));
    const errorLevel = 3;
    ortApi().createEnv(errorLevel, cString("cria"), out);
    environment = Number(out[0]);
    // Without effect where disableTelemetry has worked; on Windows it is what ends the tracing.
    ortApi().disableTelemetryEvents(environment);
  }
  return environment;
}

/** A loaded ONNX model. */
export class OrtSession implements Disposable {
  readonly #handle: number;

  private constructor(handle: number) {
    this.#handle = handle;
  }

  /** Loads an .onnx file; external data lies beside it. Throws OrtError. Blocks the thread while it loads. */
  static load(path: string, options: SessionOptions = {}): OrtSession {
    const api = ortApi();
    const out = new BigInt64Array(new ArrayBuffer(8));
    api.createSessionOptions(out);
    const settings = Number(out[0]);
    try {
      if (options.threads) api.setIntraOpNumThreads(settings, options.threads);
      if (options.hasManyShapes) api.disableMemPattern(settings);
      for (const [key, value] of Object.entries(options.config ?? {})) {
        api.addSessionConfigEntry(settings, cString(key), cString(value));
      }
      const customOps = options.customOps ?? kernelLibrary().path;
      if (customOps) api.registerCustomOpsLibrary(settings, pathString(customOps));
      api.createSession(sharedEnvironment(), pathString(path), settings, out);
      return new OrtSession(Number(out[0]));
    } finally {
      api.releaseSessionOptions(settings);
    }
  }

  /**
   * Prepares a run with fixed names; values may differ from call to call. Inputs and outputs are OrtValue handles in
   * the order of the names, all preallocated.
   */
  bind(inputNames: readonly string[], outputNames: readonly string[]): BoundRun {
    return new BoundRun(this.#handle, inputNames, outputNames);
  }

  [Symbol.dispose](): void {
    ortApi().releaseSession(this.#handle);
  }
}

/** One signature of a session's Run: the pointer arrays are made once, so that a step allocates nothing. */
export class BoundRun {
  readonly #session: number;
  // Referenced for as long as the address tables point into them.
  readonly #names: Uint8Array[];
  readonly #inputNames: BigInt64Array;
  readonly #outputNames: BigInt64Array;
  readonly #inputs: BigInt64Array;
  readonly #outputs: BigInt64Array;

  constructor(session: number, inputNames: readonly string[], outputNames: readonly string[]) {
    this.#session = session;
    this.#names = [...inputNames, ...outputNames].map(cString);
    const addresses = this.#names.map((name) => BigInt(ptr(name) as Pointer));
    this.#inputNames = pointerTable(addresses.slice(0, inputNames.length));
    this.#outputNames = pointerTable(addresses.slice(inputNames.length));
    this.#inputs = pointerTable(inputNames.map(() => 0n));
    this.#outputs = pointerTable(outputNames.map(() => 0n));
  }

  /** Runs the model on the calling thread. Throws OrtError. */
  run(inputs: ArrayLike<number>, outputs: ArrayLike<number>): void {
    for (let i = 0; i < inputs.length; i++) this.#inputs[i] = BigInt(inputs[i]!);
    for (let i = 0; i < outputs.length; i++) this.#outputs[i] = BigInt(outputs[i]!);
    const { length: inputCount } = this.#inputs;
    const { length: outputCount } = this.#outputs;
    ortApi().run(
      this.#session,
      null,
      this.#inputNames,
      this.#inputs,
      inputCount,
      this.#outputNames,
      outputCount,
      this.#outputs,
    );
  }
}

function pointerTable(addresses: readonly bigint[]): BigInt64Array {
  const table = new BigInt64Array(new ArrayBuffer(8 * Math.max(1, addresses.length)));
  table.set(addresses);
  return table;
}

/** ORTCHAR_T is UTF-16 on Windows and UTF-8 elsewhere. */
function pathString(path: string): Uint8Array {
  if (process.platform !== "win32") return cString(path);
  const out = new Uint8Array(new ArrayBuffer(2 * (path.length + 1)));
  new Uint16Array(out.buffer).set(Array.from(path, (_, i) => path.charCodeAt(i)));
  return out;
}
