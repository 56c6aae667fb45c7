/**
 * Milliseconds of computing in the longest time in which nothing else had its turn; other programs that have the machine
 * meanwhile do not count. For tests.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  const computed = () => process.threadCpuUsage().user / 1000;
  let last = computed();
  const timer = setInterval(() => {
    const now = computed();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await Bun.sleep(5);
  await work().catch(() => undefined);
  await Bun.sleep(5);
  clearInterval(timer);
  return longest;
}
