import { isRecord } from "../check/expect.ts";
import { bodyText } from "../exchange/body-text.ts";
import type { Exchange } from "../exchange/exchange.ts";

import type { Client } from "./client.ts";
import type { KnownModel } from "./models.ts";

/** Models that are asked what they can do; a large store has smaller ones to test with first. */
const MOST = 32;

/** The models of a server, the smallest first, with their capabilities. Whatever is odd about them is left to the checks. */
export async function knownModels(client: Client): Promise<KnownModel[]> {
  const list = jsonOf(await client.exchange("GET", "/api/tags"));
  const entries = isRecord(list) && Array.isArray(list.models) ? list.models.filter(isRecord) : [];
  const named = entries
    .map(({ name, model, size }) => ({ name: name ?? model, size: typeof size === "number" ? size : 0 }))
    .filter((entry): entry is { name: string; size: number } => typeof entry.name === "string")
    .toSorted((a, b) => a.size - b.size)
    .slice(0, MOST);
  const known: KnownModel[] = [];
  for (const { name, size } of named) {
    const shown = jsonOf(await client.exchange("POST", "/api/show", { model: name }));
    const capabilities = isRecord(shown) && Array.isArray(shown.capabilities) ? shown.capabilities : [];
    known.push({ name, size, capabilities: capabilities.filter((item) => typeof item === "string") });
  }
  return known;
}

function jsonOf({ response }: Exchange): unknown {
  if (response === undefined) return undefined;
  try {
    return JSON.parse(bodyText(response));
  } catch {
    return undefined;
  }
}
