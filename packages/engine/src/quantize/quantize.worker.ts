// Brings parts of tensors of one file to other types, see Quantizers.
import { closeSync, openSync, readSync } from "node:fs";
import { kernelSymbols } from "../kernels/library.ts";

/** What a thread is asked: `count` weights of type `from` at `offset` of the file, as type `to`. */
export interface Part {
  readonly path: string;
  readonly offset: number;
  readonly byteLength: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly toBytes: number;
}

/** The bytes, or why there are none. */
export type PartResult = Uint8Array<ArrayBuffer> | "not finite" | "too short" | { readonly error: string };

declare const self: Worker;

let file: { readonly path: string; readonly descriptor: number } | undefined;
let input = new Uint8Array(0);

self.addEventListener("message", ({ data }: MessageEvent<Part>) => {
  const result = convert(data);
  self.postMessage(result, result instanceof Uint8Array ? [result.buffer] : []);
});

function convert({ path, offset, byteLength, count, from, to, toBytes }: Part): PartResult {
  try {
    if (file?.path !== path) {
      if (file) closeSync(file.descriptor);
      file = { path, descriptor: openSync(path, "r") };
    }
    if (input.length < byteLength) input = new Uint8Array(byteLength);
    for (let done = 0; done < byteLength; ) {
      const read = readSync(file.descriptor, input, done, byteLength - done, offset + done);
      if (read === 0) return "too short";
      done += read;
    }
    const output = new Uint8Array(toBytes);
    const status = kernelSymbols().cria_quantize(from, input, count, to, output);
    return status === 0 ? output : status === 2 ? "not finite" : { error: `no conversion from type ${from} to ${to}` };
  } catch (error) {
    return { error: String(error) };
  }
}
