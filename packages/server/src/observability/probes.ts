import type { ServerMetrics } from "./server-metrics.ts";

/** What probes ask. */
export interface Health {
  /** Why requests should go elsewhere; undefined if they need not. */
  unreadiness(): string | undefined;
  readonly metrics: ServerMetrics;
}

/** Answers `/livez`, `/readyz` and `/metrics`; undefined for any other path. */
export function respondToProbe(health: Health, method: string, path: string): Promise<Response> | undefined {
  const probe = probes.get(path);
  if (probe === undefined) return undefined;
  if (method !== "GET" && method !== "HEAD")
    return Promise.resolve(text(405, "method not allowed", { allow: "GET, HEAD" }));
  return probe(health);
}

const probes = new Map<string, (health: Health) => Promise<Response>>([
  ["/livez", async () => text(200, "ok")],
  [
    "/readyz",
    async (health) => {
      const reason = health.unreadiness();
      return reason === undefined ? text(200, "ok") : text(503, reason, { "retry-after": "1" });
    },
  ],
  [
    "/metrics",
    async ({ metrics }) => {
      const { text: body, contentType } = await metrics.read();
      return new Response(body, { headers: { "content-type": contentType } });
    },
  ],
]);

function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(`${body}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
