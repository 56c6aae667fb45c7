import { linesOf } from "./protocol.ts";

// Reads a buffer of its own over and over for a moment, each time it gets a line: `bun bandwidth.child.ts <bytes>`. It
// prints a line when the buffer is there, then the bytes per second of each reading.

const bytes = Number(process.argv[2]);
const milliseconds = 400;
// Comparing two halves that are equal reads both to their ends, with the widest instructions there are (memcmp). They
// are written first, since pages that never were are all the same one.
const left = Buffer.alloc(bytes >> 1, 1);
const right = Buffer.alloc(bytes >> 1, 1);

process.on("SIGINT", () => {});
process.stdout.write("ready\n");
for await (const _ of linesOf(Bun.stdin.stream())) {
  const start = performance.now();
  let read = 0;
  while (performance.now() - start < milliseconds) {
    if (!left.equals(right)) throw new Error("Memory changed by itself.");
    read += left.length + right.length;
  }
  process.stdout.write(`${(read * 1000) / (performance.now() - start)}\n`);
}
