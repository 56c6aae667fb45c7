import { PullRequest, PushRequest } from "@cria/spec";
import { type FakeAnswer, failure, json, ndjson } from "../answer.ts";
import { decode } from "../decode/decode.ts";
import { parseName } from "../model-name.ts";
import { type FakeState, hash } from "../state.ts";
import { Fail } from "./fail.ts";

interface TransferBody {
  readonly model?: string;
  readonly name?: string;
  readonly stream?: boolean;
}

export function pull(text: string, state: FakeState): FakeAnswer {
  const body = decode(PullRequest, text) as TransferBody;
  const name = body.model || body.name || "";
  if (parseName(name.trim()) === undefined) throw new Fail(400, "invalid model name");
  const model = state.find(name);
  if (model === undefined) {
    return answered(body, [{ status: "pulling manifest" }], new Fail(500, "pull model manifest: file does not exist"));
  }
  const digest = hash(JSON.stringify(model));
  const layer = { status: `pulling ${digest.slice(0, 12)}`, digest: `sha256:${digest}`, total: 1000 };
  return answered(body, [
    { status: "pulling manifest" },
    { ...layer, completed: 1000 },
    { status: "verifying sha256 digest" },
    { status: "writing manifest" },
    { status: "success" },
  ]);
}

export function push(text: string): FakeAnswer {
  const body = decode(PushRequest, text) as TransferBody;
  const name = body.model || body.name || "";
  if (name === "") throw new Fail(400, "model is required");
  const events = [{ status: "retrieving manifest" }, { status: "couldn't retrieve manifest" }];
  return answered(body, events, new Fail(500, `open /models/manifests/${name}: no such file or directory`));
}

/** The events as a stream, or the last of them. */
function answered(body: TransferBody, events: readonly object[], error?: Fail): FakeAnswer {
  const plain = { "content-type": "application/json" };
  if (body.stream !== false) return ndjson(error === undefined ? events : [...events, { error: error.message }]);
  if (error !== undefined) return { ...failure(error.status, error.message), headers: plain };
  return json(200, events.at(-1), plain);
}
