import type { ConformanceReport } from "@cria/spec";

/** A badge for shields.io's endpoint badge: https://shields.io/badges/endpoint-badge. */
export function badge({ conforms, totals }: ConformanceReport): string {
  const passed = totals.pass ?? 0;
  const told = passed + (totals.fail ?? 0) + (totals.warn ?? 0);
  const message = told === 0 ? "unknown" : `${Math.floor((100 * passed) / told)} %`;
  const color = told === 0 ? "lightgrey" : conforms ? "brightgreen" : "red";
  return `${JSON.stringify({ schemaVersion: 1, label: "Ollama API", message, color })}\n`;
}
