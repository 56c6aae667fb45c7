/**
 * Excepts this machine from the proxies that the environment names, as Go's HTTP client does by itself and `fetch`
 * does not. Changes `env`, which must be that of the process to have an effect.
 */
export function bypassProxy(env: Record<string, string | undefined>): void {
  for (const name of ["NO_PROXY", "no_proxy"]) {
    const hosts = env[name] ? [env[name]] : [];
    env[name] = [...hosts, "127.0.0.1", "localhost", "[::1]", "::1"].join(",");
  }
}
