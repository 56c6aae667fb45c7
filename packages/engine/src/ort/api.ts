import { CFunction, CString, type Pointer, read } from "bun:ffi";
import { apiVersion, type FunctionName, functions } from "./functions.ts";
import { openOnnxRuntime } from "./library.ts";

/** An error that ONNX Runtime reported, with its OrtErrorCode. */
export class OrtError extends Error {
  override readonly name = "OrtError";
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Call = (...args: (number | NodeJS.TypedArray | null)[]) => number;

/** The C API: one callable per entry of {@link functions}; those that return a status throw {@link OrtError}. */
export type OrtApi = Readonly<Record<FunctionName, Call>>;

let loaded: OrtApi | undefined;

/** The API of the library, opened on first use. */
export function ortApi(): OrtApi {
  loaded ??= bind(openOnnxRuntime());
  return loaded;
}

function bind(base: number): OrtApi {
  const getApi = CFunction({ ptr: read.ptr(base as Pointer, 0) as Pointer, args: ["u32"], returns: "ptr" });
  const table = getApi(apiVersion) as Pointer | null;
  if (!table) throw new Error(`this ONNX Runtime is older than the API version ${apiVersion} that Cria needs`);
  const raw = {} as Record<FunctionName, Call>;
  for (const [name, { index, args, returns }] of Object.entries(functions)) {
    const ptr = read.ptr(table, 8 * index) as Pointer;
    raw[name as FunctionName] = CFunction({ ptr, args: [...args], returns }) as unknown as Call;
  }
  const api = { ...raw };
  for (const [name, { returns }] of Object.entries(functions) as [FunctionName, { returns: string }][]) {
    if (returns !== "ptr" || name === "getErrorMessage") continue;
    const call = raw[name];
    api[name] = (...args) => {
      const status = call(...args);
      if (status) throwStatus(raw, status);
      return 0;
    };
  }
  return api;
}

function throwStatus(raw: Record<FunctionName, Call>, status: number): never {
  const code = raw.getErrorCode(status);
  const message = new CString(raw.getErrorMessage(status) as Pointer).toString();
  raw.releaseStatus(status);
  throw new OrtError(code, message);
}
