import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A request for a token. */
export interface TokenRequest {
  readonly authorization: string | null;
  readonly scopes: readonly string[];
  readonly search: URLSearchParams;
  readonly url: string;
}

export interface TokenService extends AsyncDisposable {
  /** Settings of a registry that trusts its tokens. */
  readonly auth: object;
  readonly requests: TokenRequest[];
  /** Decides who gets a token; the answer to others is its own. Without one, all do. */
  judge: (request: TokenRequest) => Response | undefined | Promise<Response | undefined>;
  /** Seconds that a token holds. */
  lifetime: number;
}

/** A token service as `docker-registry` knows it: JSON Web Tokens, signed with a key whose certificate it trusts. */
export function startTokenService(folder: string): TokenService {
  const [key, certificate] = makeCertificate(folder, "token");
  const der = readFileSync(certificate, "utf8").replace(/-----[^-]+-----|\s/g, "");
  const privateKey = createPrivateKey(readFileSync(key));
  const service = { requests: [] as TokenRequest[], judge: (() => undefined) as TokenService["judge"], lifetime: 300 };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { searchParams: search } = new URL(request.url);
      const seen = {
        authorization: request.headers.get("authorization"),
        scopes: search.getAll("scope"),
        search,
        url: request.url,
      };
      service.requests.push(seen);
      const refused = await service.judge(seen);
      if (refused !== undefined) return refused;
      const now = Math.floor(Date.now() / 1000);
      const access = seen.scopes.map((scope) => {
        const [type, name, actions = ""] = scope.split(":");
        return { type, name, actions: actions.split(",") };
      });
      const times = { exp: now + service.lifetime, nbf: now - 10, iat: now };
      const claims = { iss: "cria", sub: "", aud: "registry", jti: crypto.randomUUID(), access, ...times };
      const text = `${encode({ typ: "JWT", alg: "RS256", x5c: [der] })}.${encode(claims)}`;
      const signature = sign("sha256", Buffer.from(text), privateKey).toString("base64url");
      return Response.json({ token: `${text}.${signature}` });
    },
  });
  const realm = `http://127.0.0.1:${server.port}/token`;
  const auth = { token: { realm, service: "registry", issuer: "cria", rootcertbundle: certificate } };
  return Object.assign(service, { auth, [Symbol.asyncDispose]: () => server.stop(true) });
}

/** Makes a key and a certificate of its own for 127.0.0.1; gives the paths of both. */
export function makeCertificate(folder: string, name: string): [key: string, certificate: string] {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`];
  const files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate];
  const made = Bun.spawnSync(["openssl", "req", ...options, ...files]);
  if (made.exitCode !== 0) throw new Error(made.stderr.toString());
  return [key, certificate];
}
