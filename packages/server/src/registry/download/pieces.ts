const MiB = 2 ** 20;
const [smallest, largest] = [8 * MiB, 32 * MiB];
/** Segments of a blob, as long as they may be of that size. */
const wanted = 64;

/** Bytes that a download's record tells apart. */
export const blockSize = MiB;

/** Bytes of what one connection asks for at a time. */
export function segmentSizeOf(blob: number): number {
  return Math.min(Math.max(Math.ceil(blob / wanted / MiB) * MiB, smallest), largest);
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
