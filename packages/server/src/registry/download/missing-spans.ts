import type { Pieces } from "./pieces.ts";
import type { Span } from "./span.ts";

/** What is missing of a blob, in order: runs of blocks, cut where segments begin. */
export function missingSpans(blocks: Pieces, segmentSize: number, isComplete: (block: number) => boolean): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  for (let block = 0; block < blocks.count; block++) {
    if (isComplete(block)) open = undefined;
    else if (open === undefined || blocks.start(block) % segmentSize === 0) {
      open = { at: blocks.start(block), end: blocks.end(block) };
      spans.push(open);
    } else open.end = blocks.end(block);
  }
  return spans;
}
