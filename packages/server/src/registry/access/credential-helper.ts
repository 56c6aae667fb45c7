import type { Credentials } from "./docker-config.ts";

/** Milliseconds that a helper may take; some ask the user. */
const patience = 30_000;

/**
 * Asks one of Docker's credential helpers, the program `docker-credential-<name>`, for the credentials of a host. Undefined
 * if it knows none, gives a token of another protocol, or is not there.
 */
export async function askHelper(name: string, host: string): Promise<Credentials | undefined> {
  // A name with a slash would be another program.
  const program = /^[\w.-]+$/.test(name)
    ? Bun.which(`docker-credential-${name}`, { PATH: process.env.PATH ?? "" })
    : null;
  if (program === null) return undefined;
  const child = Bun.spawn([program, "get"], {
    stdin: new Blob([host]),
    stdout: "pipe",
    stderr: "ignore",
    timeout: patience,
  });
  const [text, code] = await Promise.all([child.stdout.text(), child.exited]);
  if (code !== 0) return undefined;
  try {
    const { Username: username, Secret: password } = JSON.parse(text) as { Username?: unknown; Secret?: unknown };
    const isToken = username === "<token>";
    return typeof username === "string" && typeof password === "string" && !isToken
      ? { username, password }
      : undefined;
  } catch {
    return undefined;
  }
}
