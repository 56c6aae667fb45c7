import { dlopen, type Pointer, ptr } from "bun:ffi";

/** Milliseconds between two looks at whether the signal came. */
const interval = 200;
const SIGTERM = 15;
const ITIMER_REAL = 0;

/**
 * Calls back when SIGTERM has come for the first time. A process that is too busy to do so, such as in an endless loop, is
 * ended by the system 15 seconds after the signal: handlers in JavaScript have their turn between other things only, but
 * the one that is installed here is the C function `alarm`. It takes a number, gets that of the signal, and starts a timer
 * that ends the process by SIGALRM, unless it is stopped.
 */
export function onSigterm(callback: () => void): void {
  const system = openSystem();
  if (system === undefined) {
    process.once("SIGTERM", callback);
    return;
  }
  system.signal(SIGTERM, system.alarmAddress);
  const timer = setInterval(() => {
    if (!system.isAlarmSet()) return;
    clearInterval(timer);
    system.alarm(0);
    callback();
  }, interval);
}

/** Has the system end this process after so many seconds, whatever it does then. */
export function endWithin(seconds: number): void {
  openSystem()?.alarm(seconds);
}

interface System {
  signal(signal: number, handler: bigint): void;
  alarm(seconds: number): void;
  isAlarmSet(): boolean;
  readonly alarmAddress: bigint;
}

let opened: System | undefined;

/** Undefined where there are no such signals, or another C library. */
function openSystem(): System | undefined {
  const name = { linux: "libc.so.6", darwin: "libSystem.B.dylib" }[process.platform as string];
  if (name === undefined) return undefined;
  try {
    opened ??= open(name);
  } catch {
    return undefined;
  }
  return opened;
}

function open(library: string): System {
  const { symbols } = dlopen(library, {
    dlsym: { args: ["u64", "ptr"], returns: "u64" },
    signal: { args: ["i32", "u64"], returns: "u64" },
    alarm: { args: ["u32"], returns: "u32" },
    getitimer: { args: ["i32", "ptr"], returns: "i32" },
  });
  // RTLD_DEFAULT
  const anywhere = process.platform === "darwin" ? 2n ** 64n - 2n : 0n;
  const alarmAddress = symbols.dlsym(anywhere, ptr(Buffer.from("alarm\0")) as Pointer) as bigint;
  if (alarmAddress === 0n) throw new Error("no alarm");
  // The interval of the timer, then what is left of it. Memory of its own does not move.
  const state = new BigInt64Array(new ArrayBuffer(32));
  return {
    signal: (signal, handler) => void symbols.signal(signal, handler),
    alarm: (seconds) => void symbols.alarm(seconds),
    isAlarmSet: () => {
      symbols.getitimer(ITIMER_REAL, ptr(state));
      return state[2] !== 0n || state[3] !== 0n;
    },
    alarmAddress,
  };
}
