import { isRecord } from "../check/expect.ts";
import { bodyText } from "../exchange/body-text.ts";
import type { Client } from "./client.ts";

/** Version that counts where a server tells none that can be read, or `0.0.0`, as builds from source do. */
export const newestVersion = "0.33.0";

/** Version of Ollama that a server says it is; the newest if it can't be read. */
export async function serverVersion(client: Client): Promise<string> {
  const { response } = await client.exchange("GET", "/api/version");
  if (response === undefined) return newestVersion;
  try {
    const body: unknown = JSON.parse(bodyText(response));
    const version = isRecord(body) ? body.version : undefined;
    if (typeof version === "string" && /^\d+\.\d+\.\d+/.test(version) && !version.startsWith("0.0.0")) return version;
  } catch {
    // The checks of the version say what is wrong with it.
  }
  return newestVersion;
}
