import { type OperationId, operations } from "@cria/spec";
import { bodyText } from "../exchange/body-text.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Client } from "./client.ts";

/** Name of a model that no server has. */
export const absentModel = "cria-conformance-absent";

interface Probe {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const named = (more: object = {}) => ({ model: absentModel, stream: false, ...more });
const question = { messages: [{ role: "user", content: "hi" }] };

/**
 * A harmless request to each operation that a server may do without: one that is refused, or asks for a model that is
 * not there. Not probed, and so counted as offered, are those that no client can do without (`/`, version, tags, ps, show,
 * generate, chat), and those that would sign the user out or ask a remote host.
 */
const probes: Readonly<Partial<Record<OperationId, Probe>>> = {
  status: { method: "GET", path: "/api/status" },
  embed: { method: "POST", path: "/api/embed", body: named({ input: "hi" }) },
  embeddings: { method: "POST", path: "/api/embeddings", body: named({ prompt: "hi" }) },
  create: { method: "POST", path: "/api/create", body: { stream: false } },
  pull: { method: "POST", path: "/api/pull", body: { stream: false } },
  push: { method: "POST", path: "/api/push", body: { stream: false } },
  copy: { method: "POST", path: "/api/copy", body: { source: absentModel, destination: absentModel } },
  delete: { method: "DELETE", path: "/api/delete", body: named() },
  blobExists: { method: "HEAD", path: "/api/blobs/no-digest" },
  blobUpload: { method: "POST", path: "/api/blobs/no-digest", body: {} },
  openaiModels: { method: "GET", path: "/v1/models" },
  openaiModel: { method: "GET", path: `/v1/models/${absentModel}` },
  openaiChatCompletions: { method: "POST", path: "/v1/chat/completions", body: named(question) },
  openaiCompletions: { method: "POST", path: "/v1/completions", body: named({ prompt: "hi" }) },
  openaiEmbeddings: { method: "POST", path: "/v1/embeddings", body: named({ input: "hi" }) },
  openaiResponses: { method: "POST", path: "/v1/responses", body: named({ input: "hi" }) },
  openaiTranscriptions: { method: "POST", path: "/v1/audio/transcriptions" },
  rerank: { method: "POST", path: "/api/rerank", body: named({ query: "hi", documents: ["hi"] }) },
  openaiRerank: { method: "POST", path: "/v1/rerank", body: named({ query: "hi", documents: ["hi"] }) },
  teiRerank: { method: "POST", path: "/rerank", body: named({ query: "hi", documents: ["hi"] }) },
  anthropicMessages: { method: "POST", path: "/v1/messages", body: named({ ...question, max_tokens: 1 }) },
};

/** The operations that a server does not offer: their paths answer 405, 501, or a 404 that is not about the model. */
export async function absentOperations(client: Client): Promise<Set<OperationId>> {
  const absent = new Set<OperationId>();
  for (const id of Object.keys(operations) as OperationId[]) {
    const probe = probes[id];
    if (probe === undefined) continue;
    const exchange = await client.exchange(probe.method, probe.path, probe.body);
    if (saysAbsent(exchange)) absent.add(id);
  }
  return absent;
}

function saysAbsent({ response }: Exchange): boolean {
  // A server that breaks off or hangs here does offer something; the checks will say what is wrong with it.
  if (response === undefined) return false;
  if (response.status === 405 || response.status === 501) return true;
  if (response.status !== 404) return false;
  const text = bodyText(response);
  return !text.includes(absentModel) && !text.includes("model is required");
}
