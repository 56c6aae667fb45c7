/** Longest block of a frame (RFC 8878 section 3.1.1.2.4). */
const LONGEST = 128 * 1024;

/**
 * A Zstandard frame (RFC 8878) with the text in one block as it is: what any decoder reads, made without a compressor,
 * which Node 20 lacks. Throws a RangeError for more than 128 KiB.
 */
export function storedZstd(text: string): Uint8Array {
  const content = new TextEncoder().encode(text);
  if (content.length > LONGEST) throw new RangeError(`more than one block: ${content.length} bytes`);
  const frame = new Uint8Array(12 + content.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  // One segment, whose size follows in four bytes.
  view.setUint8(4, 0b1010_0000);
  view.setUint32(5, content.length, true);
  // The last block, raw, with its size in the upper 21 of 24 bits.
  const header = (content.length << 3) | 1;
  view.setUint16(9, header & 0xffff, true);
  view.setUint8(11, header >> 16);
  frame.set(content, 12);
  return frame;
}
