import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "../../store/file-error.ts";
import { askHelper } from "./credential-helper.ts";

/** A user and a password, or a token that stands for it. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Entry {
  auth?: unknown;
  username?: unknown;
  password?: unknown;
}

/**
 * Credentials by host of a registry, in the file that Docker and its kin share (`auths` in `~/.docker/config.json`), so
 * that a login of one serves the others. The file is read each time: others write it as well.
 */
export class DockerConfig {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Credentials of a host, with its port if it has one: those in the file, else those that its credential helper knows. A
   * file that can't be read holds none.
   */
  async get(host: string): Promise<Credentials | undefined> {
    const { file, auths } = await this.#read().catch(() => ({ file: {}, auths: {} }) as ReturnType<typeof sections>);
    const { credHelpers, credsStore: store } = file;
    const helpers = record(credHelpers);
    for (const key of [host, `https://${host}`, `http://${host}`, `https://${host}/v2/`, `https://${host}/v1/`]) {
      const found = Object.hasOwn(auths, key) ? credentialsOf(auths[key]) : undefined;
      if (found !== undefined) return found;
    }
    const helper = helpers[host] ?? store;
    return typeof helper === "string" ? askHelper(helper, host) : undefined;
  }

  /** Keeps the credentials of a host; others and whatever else the file holds stay. Throws the system's errors. */
  async set(host: string, { username, password }: Credentials): Promise<void> {
    const { file, auths } = await this.#read();
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    await this.#write({ ...file, auths: { ...auths, [host]: { auth } } });
  }

  /** Forgets a host; false if it was not known. */
  async remove(host: string): Promise<boolean> {
    const { file, auths } = await this.#read();
    if (!Object.hasOwn(auths, host)) return false;
    const { [host]: _, ...others } = auths;
    await this.#write({ ...file, auths: others });
    return true;
  }

  /** Throws a SyntaxError for a file that is not JSON, so that nothing is written over it. */
  async #read(): Promise<ReturnType<typeof sections>> {
    try {
      return sections(JSON.parse(await readFile(this.#path, "utf8")));
    } catch (error) {
      if (isMissing(error)) return sections({});
      throw error;
    }
  }

  async #write(file: Record<string, unknown>): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const temporary = `${this.#path}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, this.#path);
  }
}

function sections(json: unknown) {
  const file = record(json);
  return { file, auths: record(file.auths) as Record<string, Entry> };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function credentialsOf(entry: Entry | undefined): Credentials | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { auth, username, password } = entry;
  if (typeof username === "string" && typeof password === "string") return { username, password };
  if (typeof auth !== "string") return undefined;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
