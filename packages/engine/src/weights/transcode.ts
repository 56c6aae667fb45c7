import { type FileHandle, open } from "node:fs/promises";
import { checkFiniteHalves, type GroupedImage, groupRows } from "./grouped.ts";
import { WeightError } from "./image.ts";
import type { TranscodeJob, WeightLayout } from "./layout.ts";

// Blocks converted at a time: big enough to amortise the system calls, small enough to report progress often.
const chunkBytes = 8 << 20;

/**
 * Converts every tensor of the layout from the GGUF file into the weights file, which must not exist. Reports GGUF
 * bytes done. Throws {@link WeightError} for weights that are not finite, and the system's errors.
 */
export async function transcode(
  ggufPath: string,
  weightsPath: string,
  layout: WeightLayout,
  onProgress: (completed: number, total: number) => void = () => {},
): Promise<void> {
  const total = layout.jobs.reduce((sum, job) => sum + job.tensor.byteLength, 0);
  await using source = await open(ggufPath, "r");
  await using target = await open(weightsPath, "wx");
  await target.truncate(layout.byteLength);
  let completed = 0;
  for (const job of layout.jobs) {
    for await (const bytes of transcodeTensor(source, target, job)) {
      completed += bytes;
      onProgress(completed, total);
    }
  }
  await target.sync();
}

async function* transcodeTensor(source: FileHandle, target: FileHandle, job: TranscodeJob): AsyncGenerator<number> {
  const { tensor, image } = job;
  const { blockSize, bytesPerBlock } = tensor.type;
  const blockCount = tensor.elementCount / blockSize;
  // Grouped images are converted in whole groups.
  const unit = image.kind === "grouped" ? groupRows * (tensor.dims[0]! / blockSize) : 1;
  const blocksPerChunk = unit * Math.max(1, Math.floor(chunkBytes / bytesPerBlock / unit));
  for (let block = 0; block < blockCount; block += blocksPerChunk) {
    const count = Math.min(blocksPerChunk, blockCount - block);
    const input = new Uint8Array(count * bytesPerBlock);
    await readFully(source, input, tensor.offset + block * bytesPerBlock);
    if (image.kind === "grouped") {
      await writeGroups(target, job, image, input, block, count);
    } else if (image.kind === "float") {
      const values = new Float32Array(count * blockSize);
      image.transcode(input, values);
      checkFinite(values, tensor.name);
      await writeFully(target, values, job.values + 4 * block * blockSize);
    } else {
      const values = new Uint8Array((count * blockSize * image.bits) / 8);
      const scales = new Float32Array((count * blockSize) / image.blockSize);
      image.transcode(input, values, scales);
      checkFinite(scales, tensor.name);
      await writeFully(target, values, job.values + (block * blockSize * image.bits) / 8);
      await writeFully(target, scales, job.scales! + (4 * block * blockSize) / image.blockSize);
    }
    yield input.length;
  }
}

/** Converts `count` blocks from `block` on, which starts a group. The last group is padded. */
async function writeGroups(
  target: FileHandle,
  job: TranscodeJob,
  image: GroupedImage,
  input: Uint8Array,
  block: number,
  count: number,
): Promise<void> {
  const blocksPerRow = job.tensor.dims[0]! / image.blockSize;
  const groups = Math.ceil(count / blocksPerRow / groupRows);
  const padded = groups * groupRows * blocksPerRow;
  const values = new Uint8Array((padded * image.blockSize * image.bits) / 8);
  const scales = new Uint16Array(padded);
  image.transcode(input, blocksPerRow, values, scales);
  checkFiniteHalves(scales, job.tensor.name);
  await writeFully(target, values, job.values + (block * image.blockSize * image.bits) / 8);
  await writeFully(target, scales, job.scales! + 2 * block);
}

function checkFinite(values: Float32Array, name: string): void {
  // x - x is 0 for finite numbers and NaN otherwise.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  if (sum !== 0) throw new WeightError(`tensor ${name} holds values that are not finite`);
}

async function readFully(file: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new WeightError("the model file ends within its tensors");
    done += bytesRead;
  }
}

async function writeFully(
  file: FileHandle,
  data: Uint8Array | Uint16Array | Float32Array,
  position: number,
): Promise<void> {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
