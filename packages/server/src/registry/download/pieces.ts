const MiB = 2 ** 20;
const [smallest, usual, largest] = [2 * MiB, 8 * MiB, 32 * MiB];
/** Segments of a large blob, and of one too small to give as many connections a usual one. */
const [many, few] = [64, 16];

/** Bytes that a download's record tells apart. Each connection may have one on its way that is lost when it ends. */
export const blockSize = MiB / 4;

/** Bytes of what one connection asks for at a time. */
export function segmentSizeOf(blob: number): number {
  const share = (count: number) => Math.ceil(blob / count / MiB) * MiB;
  return Math.max(Math.min(share(few), usual), Math.min(share(many), largest), smallest);
}

/** A blob cut into pieces of one size, but for the last. Offsets are bytes, ends are exclusive. */
export class Pieces {
  readonly size: number;
  readonly pieceSize: number;
  readonly count: number;

  constructor(size: number, pieceSize: number) {
    this.size = size;
    this.pieceSize = pieceSize;
    this.count = Math.ceil(size / pieceSize);
  }

  /** The piece that holds a byte. */
  at(offset: number): number {
    return Math.floor(offset / this.pieceSize);
  }

  start(piece: number): number {
    return piece * this.pieceSize;
  }

  end(piece: number): number {
    return Math.min(this.start(piece + 1), this.size);
  }

  length(piece: number): number {
    return this.end(piece) - this.start(piece);
  }
}
