/** Bytes that the UTF-8 character with this first byte takes. A stray continuation byte counts as one. */
export function characterLength(lead: number): number {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Where the UTF-8 characters of `data` from `start` to `end` start, then `end`. */
export function characterBounds(data: Uint8Array, start: number, end: number): number[] {
  const bounds: number[] = [];
  for (let at = start; at < end; at += characterLength(data[at]!)) bounds.push(at);
  bounds.push(end);
  return bounds;
}
