import { isRecord } from "../check/expect.ts";
import { bodyText } from "../exchange/body-text.ts";
import type { Client } from "./client.ts";

/** Version that counts where a server tells none that can be read, or `0.0.0`, as builds from source do. */
export const newestVersion = "0.33.0";

/** What a server says its version is; undefined if it is no text. */
export async function declaredVersionOf(client: Client): Promise<string | undefined> {
  const { response } = await client.exchange("GET", "/api/version");
  if (response === undefined) return undefined;
  try {
    const body: unknown = JSON.parse(bodyText(response));
    return isRecord(body) && typeof body.version === "string" ? body.version : undefined;
  } catch {
    // The checks of the version say what is wrong with it.
    return undefined;
  }
}

/** Version of Ollama whose rules hold for a server that says this; the newest if it can't be read. */
export function versionThatCounts(declared: string | undefined): string {
  const version = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z][0-9A-Za-z.-]*)?/.exec(declared ?? "")?.[0];
  return version === undefined || /^0+\.0+\.0+(?:-|$)/.test(version) ? newestVersion : version;
}
