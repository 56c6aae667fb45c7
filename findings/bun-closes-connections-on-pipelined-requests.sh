#!/usr/bin/env bash
# bun 1.4.5 (npm), Linux x86-64.
# Guess: `Bun.serve` answers requests that come one behind the other on a connection in their order, as HTTP/1.1 wants.
# Seen: that holds only while each handler answers at once. When a request comes while the one before is still being
#   answered, Bun closes the connection without an answer to either. A method that it does not know closes it as well, where
#   a status such as 501 would be usual.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
echo '{ "private": true, "allowScripts": { "bun": true } }' > "$dir/package.json"
(cd "$dir" && npm install --silent --no-fund --no-audit bun@1.4.5)
cat > "$dir/try.ts" <<'TS'
import { connect } from "node:net";

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  async fetch({ url }) {
    if (url.endsWith("/late")) await Bun.sleep(50);
    return new Response("answer");
  },
});
const request = (path: string, method = "GET") => `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** How many answers a text gets, and whether the connection is closed then. */
function send(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answers = "";
    const socket = connect(server.port!, "127.0.0.1");
    const tell = (state: string) => resolve(`${answers.split("HTTP/1.1 200").length - 1}, ${state}`);
    socket.on("data", (data) => { answers += data; }).on("error", () => {}).on("close", () => tell("closed"));
    socket.write(text);
    setTimeout(() => { tell("open"); socket.destroy(); }, 500);
  });
}

const expect = (what: string, seen: string, wanted: string) => {
  console.log(`${what}: ${seen}`);
  if (seen !== wanted) { console.error(`changed: not ${wanted}`); process.exit(1); }
};
expect("two requests, answered at once", await send(request("/") + request("/")), "2, open");
expect("one request, answered late", await send(request("/late")), "1, open");
expect("two requests, answered late", await send(request("/late") + request("/late")), "0, closed");
expect("an unknown method", await send(request("/", "BREW")), "0, closed");
process.exit(0);
TS
"$dir/node_modules/bun/bin/bun.exe" "$dir/try.ts"
