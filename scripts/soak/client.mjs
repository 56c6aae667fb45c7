import { nextAction } from "./actions.mjs";

/** Share of the requests that may be given up that are, and milliseconds within which. */
const aborted = 0.4;
const patience = 400;

/**
 * Does one thing after another until `isOver()`. What came of each goes to `tally`: `ok`, `aborted`, or a fault in words.
 */
export async function runClient(url, isOver, tally) {
  while (!isOver()) {
    const { name, request } = nextAction();
    const start = performance.now();
    tally(name, await outcomeOf(url, request), performance.now() - start);
  }
}

async function outcomeOf(url, { path, ok, mayAbort, ...init }) {
  const controller = new AbortController();
  const timer =
    mayAbort && Math.random() < aborted ? setTimeout(() => controller.abort(), Math.random() * patience) : undefined;
  try {
    const response = await fetch(url + path, { ...init, signal: controller.signal });
    const text = await response.text();
    if (!ok.includes(response.status)) return `${response.status} ${text.slice(0, 300)}`;
    const error = response.status === 200 && /^(data: )?\{"error":.*$/m.exec(text)?.[0];
    return error ? `in a stream: ${error.slice(0, 300)}` : "ok";
  } catch (error) {
    return controller.signal.aborted ? "aborted" : `${error} (${error.cause ?? ""})`;
  } finally {
    clearTimeout(timer);
  }
}
