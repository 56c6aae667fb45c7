import { type Environment, readEnvironment } from "../../environment.ts";
import { DockerConfig } from "../../registry/access/docker-config.ts";
import { HostPolicy } from "../../registry/access/host-policy.ts";
import { Identity } from "../../registry/access/identity.ts";
import { discard, RegistryClient } from "../../registry/registry-client.ts";
import { RegistryError } from "../../registry/registry-error.ts";
import { Sender } from "../../registry/sender.ts";
import { defaultTiming } from "../../registry/timing.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { ask, askSecret } from "../terminal/ask.ts";
import { insecureFlag } from "./pull.ts";

export const login: Command = {
  name: "login",
  usage: "HOST",
  summary: "Keep a user and password for a registry",
  minArguments: 1,
  maxArguments: 1,
  flags: [
    { name: "username", short: "u", type: "string", value: "string", help: "Name of the user" },
    { name: "password-stdin", type: "boolean", help: "Read the password from stdin" },
    insecureFlag,
  ],
  examples: ["cria login registry.example.com", "cria login -u me --password-stdin localhost:5000 < token"],
  environment: [["DOCKER_CONFIG", "Folder of config.json, where logins are kept (default ~/.docker)"]],
  needsServer: false,
  async run({ env }, [host = ""], flags) {
    const fromStdin = flags["password-stdin"] === true;
    if (fromStdin && flags.username === undefined) throw new CommandError("--password-stdin needs --username");
    const username = flags.username === undefined ? await ask("Username: ") : String(flags.username);
    const password = fromStdin ? (await Bun.stdin.text()).replace(/\r?\n$/, "") : await askSecret("Password: ");
    const environment = readEnvironment(env);
    const credentials = { username, password };
    await checkLogin(host, flags.insecure === true, environment, credentials);
    await keeping(environment, (config) => config.set(host, credentials));
    process.stdout.write(
      `logged in to ${host}: the password is kept in ${environment.dockerConfigPath}, unencrypted\n`,
    );
  },
};

export const logout: Command = {
  name: "logout",
  usage: "HOST",
  summary: "Forget the user and password for a registry",
  minArguments: 1,
  maxArguments: 1,
  flags: [],
  examples: ["cria logout registry.example.com"],
  environment: login.environment ?? [],
  needsServer: false,
  async run({ env }, [host = ""]) {
    const wasKnown = await keeping(readEnvironment(env), (config) => config.remove(host));
    if (!wasKnown) throw new CommandError(`not logged in to ${host}`);
    process.stdout.write(`logged out of ${host}\n`);
  },
};

/** Asks the registry whether it lets the user in. Throws {@link CommandError} if it does not, or if it is none. */
async function checkLogin(host: string, insecure: boolean, environment: Environment, credentials: object) {
  const origin = URL.parse(`${insecure ? "http" : "https"}://${host}`);
  if (origin === null || origin.host !== host.toLowerCase()) throw new CommandError(`${host} is no host`);
  const client = new RegistryClient(
    { origin, repository: "", tag: "", insecure },
    {
      sender: new Sender(new HostPolicy({ registries: [], redirects: environment.redirectHosts }), defaultTiming),
      identity: new Identity(environment.identityPath),
      dockerConfig: { get: async () => credentials as { username: string; password: string } },
    },
  );
  try {
    const answer = await client.send(new URL("/v2/", origin), { method: "GET", signal: new AbortController().signal });
    discard(answer.response);
    if (!answer.response.ok) throw new CommandError(`${host} is no registry: it answers ${answer.response.status}`);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const isDenied = error.status === 401 || error.status === 403;
    throw new CommandError(isDenied ? `${host} does not know this user and password` : error.message);
  }
}

async function keeping<Result>(environment: Environment, change: (config: DockerConfig) => Promise<Result>) {
  try {
    return await change(new DockerConfig(environment.dockerConfigPath));
  } catch (error) {
    throw new CommandError(`${environment.dockerConfigPath}: ${(error as Error).message}`);
  }
}
