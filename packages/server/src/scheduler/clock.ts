/** Time as the scheduler sees it, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `callback` once after `milliseconds`; the returned function cancels that. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The longest delay that `setTimeout` keeps; longer ones would fire at once. */
const longestTimeout = 2 ** 31 - 1;

/** The machine's clock. Delays may be longer than `setTimeout` allows. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const due = Date.now() + milliseconds;
    let timer: ReturnType<typeof setTimeout>;
    const arm = () => {
      const remaining = Math.max(0, due - Date.now());
      timer = remaining > longestTimeout ? setTimeout(arm, longestTimeout) : setTimeout(callback, remaining);
    };
    arm();
    return () => clearTimeout(timer);
  },
};
