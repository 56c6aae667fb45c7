/** What a test runs in other runtimes, with the compiled client: `runtime-program.js <url of a scripted Ollama>`. */
import { Ollama, ResponseError } from "../index.js";
import { call } from "../operations.js";

const client = new Ollama({ host: process.argv[2] });
const bytes = new TextEncoder().encode("weights".repeat(10_000));
const pieces = async function* () {
  for (let at = 0; at < bytes.length; at += 9_999) yield bytes.subarray(at, at + 9_999);
};

const digest = await client.createBlob(pieces());
await client.createBlob(new Blob([bytes]).stream(), { digest });
let text = "";
for await (const part of await client.chat({ model: "m", messages: [{ role: "user", content: "x" }], stream: true })) {
  text += part.message.content;
}
const endless = await client.generate({ model: "endless", prompt: "x", stream: true });
let aborted = "";
try {
  for await (const part of endless) if (part.response) client.abort();
} catch (error) {
  aborted = error instanceof Error ? error.name : "";
}
const refused = await client.show({ model: "absent" }).catch((error: unknown) => error);
const unreachable = await new Ollama({ host: "127.0.0.1:1" }).list().catch((error: unknown) => error);

console.log(
  JSON.stringify({
    digest,
    text,
    aborted,
    refused: refused instanceof ResponseError && [refused.status_code, refused.error],
    unreachable: unreachable instanceof Error && unreachable.name,
    models: (await client.list()).models.length,
    version: await call(client, "version", {}),
    image: await client.encodeImage(new Uint8Array([1, 2, 3])),
  }),
);
