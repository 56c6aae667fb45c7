import type { CheckContext } from "../../check/context.ts";
import { Violation } from "../../check/outcome.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import { brief } from "./completion.ts";

/** Endpoints that answer while a model generates. */
const light = ["/api/version", "/api/tags", "/api/ps"] as const;
type Light = (typeof light)[number];

/** Milliseconds in which an endpoint answers that waits for nothing. */
const PROMPT = 3000;

export interface Busy {
  /** Throws a {@link Violation} if the endpoint did not answer while a model generated. */
  answered(path: Light): void;
}

/** Asks light endpoints while a model generates. */
export function busy(context: CheckContext): Promise<Busy> {
  return context.once("light endpoints of a busy server", async () => {
    const { client } = context;
    let begun = () => {};
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let enough = false;
    // It goes on until the others have been answered, then the client leaves.
    const generating = client.exchange(
      "POST",
      "/api/generate",
      brief(context, { num_predict: 256 }, { stream: true }),
      {
        until: () => {
          begun();
          return enough;
        },
      },
    );
    await Promise.race([first, generating]);
    const exchanges = new Map<Light, Exchange>();
    for (const path of light) exchanges.set(path, await client.exchange("GET", path, undefined, { time: PROMPT }));
    enough = true;
    await generating;
    return {
      answered(path) {
        const exchange = exchanges.get(path);
        if (exchange?.response?.status === 200 && exchange.failure === undefined) return;
        const why = exchange?.failure?.message ?? `status ${exchange?.response?.status}`;
        throw new Violation(`GET ${path} was not answered while a model generated: ${why}`, exchange);
      },
    };
  });
}
