import { ortApi } from "./api.ts";
import { type ElementType, elementTypes, tensorBytes } from "./element-type.ts";

let memoryInfo: BigInt64Array | undefined;

/** The OrtMemoryInfo of plain CPU memory, made once per process. */
function cpuMemory(): number {
  if (!memoryInfo) {
    memoryInfo = new BigInt64Array(new ArrayBuffer(8));
    ortApi().createCpuMemoryInfo(0, 0, memoryInfo);
  }
  return Number(memoryInfo[0]);
}

/** An OrtValue over memory that the caller owns and keeps alive. */
export class OrtTensor implements Disposable {
  /** The OrtValue*. */
  readonly handle: number;

  /** `address` must hold at least the tensor's bytes until disposal. */
  constructor(type: ElementType, shape: readonly number[], address: number) {
    const dims = new BigInt64Array(new ArrayBuffer(8 * Math.max(1, shape.length)));
    shape.forEach((dim, i) => {
      dims[i] = BigInt(dim);
    });
    const out = new BigInt64Array(new ArrayBuffer(8));
    ortApi().createTensorWithDataAsOrtValue(
      cpuMemory(),
      address,
      tensorBytes(type, shape),
      dims,
      shape.length,
      elementTypes[type].code,
      out,
    );
    this.handle = Number(out[0]);
  }

  [Symbol.dispose](): void {
    ortApi().releaseValue(this.handle);
  }
}
