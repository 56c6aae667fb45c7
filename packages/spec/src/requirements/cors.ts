import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of the `Origin` and `Host` headers. */
export const cors = chapter(
  { id: "cors", title: "Origin and Host", about: "Which web pages and which host names may talk to a server." },
  {
    "origin.absent": must("A request without `Origin` gets no CORS headers and is answered.", [
      observed,
      "client:ollama-cli",
    ]),
    "origin.same": should(
      "An `Origin` that is `http://` or `https://` and the request's own `Host` gets no CORS headers and is answered.",
      [observed],
    ),
    "origin.allowed-echo": must("An allowed `Origin` comes back in `Access-Control-Allow-Origin`.", [
      observed,
      "client:ollama-js",
    ]),
    "origin.vary": should("The answer to an allowed `Origin` has `Vary: Origin`.", [observed]),
    "origin.no-credentials": should("No answer has `Access-Control-Allow-Credentials`.", [observed]),
    "origin.forbidden-status": should("An `Origin` that is not allowed, such as `http://evil.example`, gets 403.", [
      observed,
    ]),
    "origin.forbidden-body": may("The 403 of an `Origin` that is not allowed has an empty body.", [observed]),
    "origin.forbidden-no-headers": should("The 403 of an `Origin` that is not allowed has no CORS headers.", [
      observed,
    ]),
    "origin.null": should("`Origin: null` gets 403 unless it is configured.", [observed]),
    "origin.lookalike": should(
      "An origin that only begins like an allowed one, such as `http://localhost.evil.com`, gets 403.",
      [observed],
    ),
    "origin.ipv6": may("`Origin: http://[::1]:3000` gets 403 unless it is configured.", [observed]),
    "origin.extensions": should("Origins of browser extensions get 403 unless they are configured.", [observed]),
    "origin.localhost": must("`http://` and `https://` origins of `localhost` with any port are allowed.", [
      "handler",
      observed,
      "client:ollama-js",
    ]),
    "origin.loopback-addresses": should(
      "`http://` and `https://` origins of `127.0.0.1` and `0.0.0.0` with any port are allowed.",
      ["handler"],
    ),
    "origin.apps": should("Origins with the schemes `app://`, `file://` and `tauri://` are allowed.", ["handler"]),
    "origin.editors": should("Origins with the schemes `vscode-webview://` and `vscode-file://` are allowed.", [
      "handler",
    ]),
    "origin.on-errors": should("An error answer to an allowed `Origin` has `Access-Control-Allow-Origin` too.", [
      "handler",
    ]),
    "preflight.status": must("`OPTIONS` with an allowed `Origin` gets 204 without a body.", [
      observed,
      "client:ollama-js",
    ]),
    "preflight.any-path": may("`OPTIONS` with an allowed `Origin` gets 204 on paths that are no endpoints too.", [
      observed,
    ]),
    "preflight.methods": must("A preflight's `Access-Control-Allow-Methods` has GET, POST, DELETE and HEAD in it.", [
      observed,
      "client:ollama-js",
    ]),
    "preflight.methods-exact": may(
      "A preflight has `Access-Control-Allow-Methods: GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS`.",
      [observed],
    ),
    "preflight.headers": must(
      "A preflight's `Access-Control-Allow-Headers` has `Authorization`, `Content-Type`, `User-Agent` and `Accept` in it.",
      [observed, "client:ollama-js"],
    ),
    "preflight.headers-openai": should(
      "A preflight's `Access-Control-Allow-Headers` has the `X-Stainless-` headers of OpenAI's SDKs and `Openai-Beta` in it.",
      [observed, "client:openai-sdk"],
    ),
    "preflight.max-age": may("A preflight has `Access-Control-Max-Age: 43200`.", [observed]),
    "preflight.vary": may(
      "A preflight's `Vary` names `Origin`, `Access-Control-Request-Method` and `Access-Control-Request-Headers`.",
      [observed],
    ),
    "preflight.forbidden": should("`OPTIONS` with an `Origin` that is not allowed gets 403.", [observed]),
    "options.without-origin-name": may("`OPTIONS` without `Origin` to a host given by name gets 204.", [observed]),
    "options.without-origin-address": may("`OPTIONS` without `Origin` to a host given by address gets 405.", [
      observed,
    ]),
    "order.origin-first": may("An `Origin` that is not allowed is refused before `Host` is looked at.", ["handler"]),
    "host.localhost": must("`Host: localhost` is allowed with any port.", ["handler", "client:ollama-js"], {
      introducedIn: "0.1.29",
    }),
    "host.loopback-address": must(
      "A loopback address as `Host`, such as `127.0.0.1`, `127.0.0.1:8080` or `[::1]:8080`, is allowed with any port.",
      ["handler", "client:ollama-python"],
      { introducedIn: "0.1.29" },
    ),
    "host.private-address": should("A private address as `Host`, such as `192.168.1.5`, is allowed.", [observed], {
      introducedIn: "0.1.29",
    }),
    "host.local-names": should("A `Host` that ends in `.localhost`, `.local` or `.internal` is allowed.", [observed], {
      introducedIn: "0.1.29",
    }),
    "host.case-insensitive": should("`Host` is matched whatever its case.", ["handler"], { introducedIn: "0.1.29" }),
    "host.foreign-name": should(
      "A server that listens on a loopback address gives 403 to a `Host` that is another name, such as `evil.example`.",
      [observed],
      { introducedIn: "0.1.29" },
    ),
    "host.foreign-body": may("The 403 of a `Host` that is not allowed has an empty body.", [observed], {
      introducedIn: "0.1.29",
    }),
    "host.public-address": should(
      "A server that listens on a loopback address gives 403 to a public address as `Host` that is not its own.",
      [observed],
      { introducedIn: "0.1.29" },
    ),
    "host.trailing-dot": may("`Host: localhost.` with a dot behind it gets 403.", [observed], {
      introducedIn: "0.1.29",
    }),
    "host.link-local": may("A link-local address as `Host` gets 403.", [observed], { introducedIn: "0.1.29" }),
    "host.public-listener": should("A server that listens on all interfaces allows any `Host`.", ["handler"], {
      introducedIn: "0.1.29",
    }),
    "host.missing": should("A request of HTTP/1.1 without `Host` gets 400.", [observed]),
  },
);
