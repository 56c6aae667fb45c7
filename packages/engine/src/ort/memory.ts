import { dlopen, type Pointer, toArrayBuffer } from "bun:ffi";

// ArrayBuffers end at 4 GiB and small typed arrays move, so what ONNX Runtime keeps pointers to lies in mapped memory.
// Pages are zero and cost nothing until they are touched.
const PROT_READ_WRITE = 3;
const MAP_PRIVATE = 2;
const MAP_ANONYMOUS = process.platform === "darwin" ? 0x1000 : 0x20;

const libc = dlopen(process.platform === "darwin" ? "libSystem.B.dylib" : "libc.so.6", {
  mmap: { args: ["ptr", "u64", "i32", "i32", "i32", "i64"], returns: "i64" },
  munmap: { args: ["ptr", "u64"], returns: "i32" },
});

/** Bytes of memory at a fixed address, zero at first. */
export class NativeBuffer implements Disposable {
  readonly address: number;
  readonly byteLength: number;
  #freed = false;

  /** Throws when the operating system refuses. */
  constructor(byteLength: number) {
    this.byteLength = Math.max(byteLength, 1);
    const address = libc.symbols.mmap(null, this.byteLength, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address === -1n) throw new Error(`out of memory: ${byteLength} bytes could not be mapped`);
    this.address = Number(address);
  }

  /** A view of `length` f32 values from the byte `offset` on; it must not be used after disposal. */
  float32(offset: number, length: number): Float32Array {
    return new Float32Array(this.#window(offset, length * 4));
  }

  int32(offset: number, length: number): Int32Array {
    return new Int32Array(this.#window(offset, length * 4));
  }

  bigInt64(offset: number, length: number): BigInt64Array {
    return new BigInt64Array(this.#window(offset, length * 8));
  }

  #window(offset: number, bytes: number): ArrayBuffer {
    if (offset < 0 || offset + bytes > this.byteLength) throw new RangeError("window outside the buffer");
    return toArrayBuffer(this.address as Pointer, offset, bytes);
  }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    this.#freed = true;
    libc.symbols.munmap(this.address as Pointer, this.byteLength);
  }
}
