import { dlopen } from "bun:ffi";

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/** Makes this process end when its parent does, even within a native call where the system can do that. */
export function endWithParent(): void {
  const parent = process.ppid;
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole group; the parent decides.
  process.on("SIGINT", () => {});
  if (process.platform !== "linux") return;
  const libc = dlopen("libc.so.6", { prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" } });
  libc.symbols.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (process.ppid !== parent) process.exit(0);
}
