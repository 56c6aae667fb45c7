import type { AttentionSizes, Rows } from "./attention-layer.ts";

/** The angle by which channels t turn at a position. */
export function angle(s: AttentionSizes, position: number, t: number): number {
  return position * 100 ** ((-2 * t) / s.ropeDim);
}

/** One head of row `position`, rotated in f64. */
function rotated(s: AttentionSizes, x: Float32Array, at: number, position: number): number[] {
  const y = [...x.subarray(at, at + s.keyDim)];
  for (let t = 0; t < s.ropeDim / 2; t++) {
    const [i, j] = s.isInterleaved ? [2 * t, 2 * t + 1] : [t, t + s.ropeDim / 2];
    const [a, b, theta] = [y[i]!, y[j]!, angle(s, position, t)];
    y[i] = a * Math.cos(theta) - b * Math.sin(theta);
    y[j] = a * Math.sin(theta) + b * Math.cos(theta);
  }
  return y;
}

/** Whether a query sees a key, at these positions. */
function sees({ window, isChunked }: AttentionSizes, query: number, key: number): boolean {
  if (key > query) return false;
  if (window === 0) return true;
  return isChunked ? Math.floor(key / window) === Math.floor(query / window) : key > query - window;
}

/** Attention of every row of one sequence without a past, in f64: `[rows, heads · valueDim]`. */
export function referenceAttention(s: AttentionSizes, rows: number, { q, k, v }: Rows): number[] {
  const { heads, kvHeads, keyDim, valueDim, softcap, scale, sinks } = s;
  const keys = Array.from({ length: rows }, (_, j) =>
    Array.from({ length: kvHeads }, (_, h) => rotated(s, k, (j * kvHeads + h) * keyDim, j)),
  );
  const out: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let h = 0; h < heads; h++) {
      const kv = Math.floor(h / (heads / kvHeads));
      const x = rotated(s, q, (r * heads + h) * keyDim, r);
      const seen = Array.from({ length: r + 1 }, (_, j) => j).filter((j) => sees(s, r, j));
      const scores = seen.map((j) => {
        const score = scale * x.reduce((sum, value, d) => sum + value * keys[j]![kv]![d]!, 0);
        return softcap ? softcap * Math.tanh(score / softcap) : score;
      });
      const logits = sinks ? [...scores, sinks[h]!] : scores;
      const most = Math.max(...logits);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
      const weights = scores.map((score) => Math.exp(score - most) / total);
      for (let d = 0; d < valueDim; d++) {
        out.push(weights.reduce((sum, w, i) => sum + w * v[(seen[i]! * kvHeads + kv) * valueDim + d]!, 0));
      }
    }
  }
  return out;
}
