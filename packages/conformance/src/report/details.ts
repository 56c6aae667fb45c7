import type { ConformanceCheck } from "@cria/spec";

/** What a failure is told with, in lines: the rule, what came, the smallest value, how to repeat it. */
export function details({ level, sentence, message, upstream, counterexample, exchange }: ConformanceCheck): string[] {
  const lines = [`${level}: ${sentence}`];
  if (message !== undefined) lines.push(message);
  if (upstream !== undefined) lines.push(`Ollama of this version does so, too: ${upstream}`);
  if (counterexample !== undefined) {
    const { value, seed, path } = counterexample;
    lines.push(`smallest value: ${value}`, `to repeat: --seed ${seed} (path ${path})`);
  }
  if (exchange !== undefined) lines.push(exchange.curl);
  return lines;
}
