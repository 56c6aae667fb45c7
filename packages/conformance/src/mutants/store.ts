import { isRecord } from "../check/expect.ts";
import { empty, failure, json } from "../fake/answer.ts";
import type { FakeModel, FakeState } from "../fake/state.ts";
import { hash, layersOf, manifestDigest } from "../fake/state.ts";
import { mapField } from "./changes.ts";
import { fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { on, onBody, onEntries, onObject } from "./operations.ts";
import { after, errorsOf } from "./store-changes.ts";

/** Does more whenever a model is removed. */
const removing = (more: (state: FakeState, model: FakeModel) => void) => (state: FakeState) => {
  const remove = state.remove.bind(state);
  state.remove = (model) => {
    remove(model);
    more(state, model);
  };
};

const blobsOf = (model: FakeModel) => layersOf(model).map((layer) => `sha256:${hash(layer)}`);

/** Mutants of blobs, copies, deletions and of what they do to each other. */
export const store: readonly Mutant[] = [
  {
    id: "blob-mismatch-accepted",
    bug: "The hash of an upload is not checked.",
    killedBy: ["blobs.post.mismatch-status", "blobs.post.mismatch-not-stored", "models-store.created-is-usable"],
    answer: (answer, request, state) => {
      if (request.operation !== "blobUpload" || !/digest mismatch/.test(JSON.stringify(answer.body))) return answer;
      state.blobs.set(request.params.digest!, request.bytes);
      return empty(201);
    },
  },
  {
    id: "blob-mismatch-kept",
    bug: "An upload with another hash is refused, and stored under the digest all the same.",
    killedBy: ["blobs.post.mismatch-not-stored"],
    answer: (answer, request, state) => {
      const mismatch = request.operation === "blobUpload" && /digest mismatch/.test(JSON.stringify(answer.body));
      if (mismatch) state.blobs.set(request.params.digest!, request.bytes);
      return answer;
    },
  },
  {
    id: "blob-mismatch-500",
    bug: "A wrong hash is an error of the server.",
    killedBy: ["blobs.post.mismatch-status", "blobs.post.mismatch-text"],
    answer: errorsOf("blobUpload", (error, answer) => (/mismatch/.test(error) ? failure(500, "bad digest") : answer)),
  },
  {
    id: "blob-created-200",
    bug: "The upload of a new blob answers 200.",
    killedBy: ["blobs.post.created-status"],
    answer: on("blobUpload", (answer) => (answer.status === 201 ? empty(200) : answer)),
  },
  {
    id: "blob-created-body",
    bug: "An upload answers an object.",
    killedBy: ["blobs.post.empty-body"],
    answer: on("blobUpload", (answer) => (answer.status < 300 ? json(answer.status, { status: "success" }) : answer)),
  },
  {
    id: "blob-present-409",
    bug: "The upload of a blob that is there is a conflict.",
    killedBy: ["blobs.post.present", "models-store.created-is-usable"],
    answer: on("blobUpload", (answer) => (answer.status === 200 ? failure(409, "blob exists") : answer)),
  },
  {
    id: "blob-head-always-there",
    bug: "HEAD of a blob answers 200 for each digest, so that clients upload nothing.",
    killedBy: ["blobs.head.missing", "blobs.head.after-upload"],
    answer: on("blobExists", (answer) => (answer.status === 404 ? empty(200) : answer)),
  },
  {
    id: "blob-head-never-there",
    bug: "HEAD of a blob answers 404 always.",
    killedBy: ["blobs.head.present", "blobs.head.after-upload", "blobs.digest.percent-encoded"],
    answer: on("blobExists", (answer) => (answer.status === 200 ? empty(404) : answer)),
  },
  {
    id: "blob-malformed-404",
    bug: "A malformed digest is a blob that is not there.",
    killedBy: ["blobs.head.malformed", "blobs.post.malformed"],
    answer: (answer, { operation, params }) =>
      /^blob/.test(operation ?? "") && answer.status === 400 && params.digest?.startsWith("sha256")
        ? empty(404)
        : answer,
  },
  {
    id: "blob-any-name",
    bug: "Any text is taken for a digest.",
    killedBy: ["blobs.digest.colon", "blobs.head.malformed"],
    answer: on("blobExists", (answer) => (answer.status === 400 ? empty(200) : answer)),
  },
  {
    id: "blob-percent-refused",
    bug: "`%3A` in a digest is not decoded.",
    killedBy: ["blobs.digest.percent-encoded"],
    answer: (answer, { url }) => (/%3A/i.test(url) ? failure(400, "invalid digest format") : answer),
  },
  {
    id: "blob-chunked-refused",
    bug: "An upload must have a length.",
    killedBy: ["blobs.post.chunked"],
    answer: on("blobUpload", (answer, { headers }) =>
      headers["transfer-encoding"] === undefined ? answer : failure(411, "length required"),
    ),
  },
  {
    id: "blob-json-parsed",
    bug: "A framework parses uploads that say that they are JSON.",
    killedBy: ["blobs.post.content-type-ignored"],
    answer: on("blobUpload", (answer, { headers }) =>
      headers["content-type"] === "application/json" ? failure(400, "invalid JSON") : answer,
    ),
  },
  {
    id: "blob-traversal",
    bug: "A digest is joined to the path of the blobs unchecked.",
    killedBy: ["blobs.digest.traversal"],
    answer: (answer, { url }) => (/%2F/i.test(url) ? empty(200) : answer),
  },
  {
    id: "copy-204",
    bug: "A copy answers 204.",
    killedBy: ["copy.success"],
    answer: on("copy", (answer) => (answer.status === 200 ? empty(204) : answer)),
  },
  {
    id: "copy-answers-json",
    bug: "A copy answers an object.",
    killedBy: ["copy.empty-body"],
    answer: on("copy", (answer) => (answer.status === 200 ? json(200, { status: "success" }) : answer)),
  },
  {
    id: "copy-missing-400",
    bug: "A source that is not there gets 400.",
    killedBy: ["copy.source-missing-status"],
    answer: errorsOf("copy", (error) => failure(400, error)),
  },
  {
    id: "copy-single-quotes",
    bug: "The error of a missing source has single quotes, as that of other endpoints.",
    killedBy: ["copy.source-missing-text"],
    answer: errorsOf("copy", (error, { status: code }) => failure(code, error.replaceAll('"', "'"))),
  },
  {
    id: "copy-names-unchecked",
    bug: "Names that are none are not found rather than refused.",
    killedBy: ["copy.source-invalid", "copy.destination-invalid"],
    answer: errorsOf("copy", (error) => failure(404, error)),
  },
  {
    id: "copy-moves",
    bug: "A copy takes the source away.",
    killedBy: ["copy.source-kept"],
    answer: after("copy", (state, { source, destination }) => {
      const model = state.find(String(source));
      const same = String(source).toLowerCase() === String(destination).toLowerCase();
      if (model !== undefined && !same) state.remove(model);
    }),
  },
  {
    id: "copy-is-alias",
    bug: "A copy is another name of the same thing, and goes with it.",
    killedBy: ["models-store.copy-is-independent", "models-store.created-is-usable"],
    store: removing((state, model) => {
      for (const other of [...state.models.values()]) {
        if (manifestDigest(other) === manifestDigest(model)) state.models.delete(other.name);
      }
    }),
  },
  {
    id: "copy-onto-existing-409",
    bug: "A copy to a name that exists is a conflict.",
    killedBy: ["models-store.copy-replaces", "models-store.copy-any-case"],
    request: (request, state) => {
      const { destination } = fieldsOf(request);
      const taken = request.operation === "copy" && state.find(String(destination)) !== undefined;
      return taken ? { ...request, operation: "me" } : request;
    },
  },
  {
    id: "copy-onto-itself-deletes",
    bug: "A copy onto itself deletes the destination first, and so the source.",
    killedBy: ["models-store.copy-onto-itself"],
    answer: after("copy", (state, { source, destination }) => {
      const model = state.find(String(source));
      if (source === destination && model !== undefined) state.remove(model);
    }),
  },
  {
    id: "copy-loses-system",
    bug: "A copy has the weights of its source and nothing more.",
    killedBy: ["models-store.copy-is-independent", "models-store.copy-replaces"],
    answer: after("copy", (state, { destination }) => {
      const model = state.find(String(destination));
      if (model !== undefined) state.add({ ...model, system: "" });
    }),
  },
  {
    id: "copy-loses-capabilities",
    bug: "A copy can complete texts and nothing else.",
    killedBy: ["models-capabilities.inherited"],
    answer: after("copy", (state, { destination }) => {
      const model = state.find(String(destination));
      if (model !== undefined) state.add({ ...model, capabilities: ["completion"] });
    }),
  },
  {
    id: "copy-without-tag",
    bug: "A copy has its name as it was sent, without a tag.",
    killedBy: ["copy.tag-added", "create.name.tag-added"],
    answer: onEntries("list", (entry) => ({ ...entry, name: String(entry.name).replace(/:latest$/, "") })),
  },
  {
    id: "copy-unusable",
    bug: "A copy is listed, but can't be asked.",
    killedBy: ["copy.copy-usable"],
    answer: (answer, request) => {
      const asked = request.operation === "generate" || request.operation === "chat";
      const copied = /^cria-conformance-\d/.test(String(fieldsOf(request).model));
      return asked && copied ? failure(404, "model not found") : answer;
    },
  },
  {
    id: "copy-size-double",
    bug: "A copy counts twice in its size.",
    killedBy: ["models-store.size-of-copy"],
    answer: onEntries("list", (entry) =>
      /-3:latest$/.test(String(entry.name)) ? { ...entry, size: Number(entry.size) * 2 } : entry,
    ),
  },
  {
    id: "store-case-sensitive",
    bug: "Names that differ in case alone are different models.",
    killedBy: ["models-store.create-any-case", "models-store.copy-any-case", "copy.source-case"],
    store: (state) => {
      const find = state.find.bind(state);
      state.find = (text) => {
        const model = find(text);
        return model?.name.replace(/:latest$/, "") === text.replace(/:latest$/, "") ? model : undefined;
      };
    },
  },
  {
    id: "delete-204",
    bug: "A deletion answers 204.",
    killedBy: ["delete.success"],
    answer: on("delete", (answer) => (answer.status === 200 ? empty(204) : answer)),
  },
  {
    id: "delete-answers-json",
    bug: "A deletion answers an object.",
    killedBy: ["delete.empty-body"],
    answer: on("delete", (answer) => (answer.status === 200 ? json(200, { status: "success" }) : answer)),
  },
  {
    id: "delete-by-model-only",
    bug: "A deletion that names the model in `name` is refused.",
    killedBy: ["delete.key-name"],
    request: onBody(({ name: _, ...fields }) => fields, "delete"),
  },
  {
    id: "delete-by-name-only",
    bug: "A deletion that names the model in `model` is refused.",
    killedBy: ["delete.key-model"],
    request: onBody(({ model: _, ...fields }) => fields, "delete"),
  },
  {
    id: "delete-body-unread",
    bug: "A framework does not read the body of DELETE.",
    killedBy: ["delete.body-read", "delete.success"],
    request: (request) => (request.operation === "delete" ? { ...request, bytes: new Uint8Array() } : request),
  },
  {
    id: "delete-missing-200",
    bug: "Deleting what is not there succeeds.",
    killedBy: ["delete.again", "delete.not-found-text", "models-store.created-is-usable"],
    answer: on("delete", (answer) => (answer.status === 404 ? empty(200) : answer)),
  },
  {
    id: "delete-missing-double-quotes",
    bug: "The error of a missing model has double quotes.",
    killedBy: ["delete.not-found-text"],
    answer: errorsOf("delete", (error, { status: code }) => failure(code, error.replaceAll("'", '"'))),
  },
  {
    id: "delete-empty-404",
    bug: "A deletion without a name gets 404.",
    killedBy: ["delete.missing-name"],
    answer: errorsOf("delete", (error, answer) => (/required/.test(error) ? failure(404, error) : answer)),
  },
  {
    id: "delete-name-unchecked",
    bug: "A name that is none is not found rather than refused.",
    killedBy: ["delete.invalid-name"],
    answer: errorsOf("delete", (error, answer) => (/is invalid/.test(error) ? failure(404, error) : answer)),
  },
  {
    id: "delete-all-tags",
    bug: "A deletion takes all tags of a model.",
    killedBy: ["delete.other-tags-kept", "models-store.created-is-usable"],
    store: removing((state, { name }) => {
      for (const other of state.models.keys())
        if (other.split(":")[0] === name.split(":")[0]) state.models.delete(other);
    }),
  },
  {
    id: "delete-leaves-list",
    bug: "A deleted model stays in the list until a restart.",
    killedBy: ["delete.key-model", "delete.key-name", "models-store.created-is-usable"],
    store: (state) => {
      const gone: FakeModel[] = [];
      removing((_, model) => void gone.push(model))(state);
      const values = state.models.values.bind(state.models);
      state.models.values = () => [...values(), ...gone].values();
    },
  },
  {
    id: "delete-leaves-answers",
    bug: "A deleted model still answers.",
    killedBy: ["delete.gone", "models-store.created-is-usable"],
    store: (state) => {
      const gone = new Map<string, FakeModel>();
      removing((_, model) => void gone.set(model.name, model))(state);
      const find = state.find.bind(state);
      state.find = (text) => find(text) ?? gone.get(`${text}:latest`);
    },
  },
  {
    id: "delete-keeps-blobs",
    bug: "Blobs stay when nothing uses them.",
    killedBy: ["models-store.delete-removes-unshared-blobs"],
    store: removing((state, model) => {
      for (const layer of layersOf(model)) state.store(layer);
    }),
  },
  {
    id: "delete-takes-shared-blobs",
    bug: "A deletion takes blobs that other models use.",
    killedBy: ["models-store.delete-keeps-shared-blobs"],
    store: removing((state, model) => {
      for (const digest of blobsOf(model)) state.blobs.delete(digest);
    }),
  },
  {
    id: "digest-of-name",
    bug: "`digest` is the hash of the name.",
    killedBy: ["models-store.same-content-same-digest", "models-store.digest-of-content"],
    answer: onEntries("list", (entry) => ({ ...entry, digest: hash(String(entry.name)) })),
  },
  {
    id: "digest-at-random",
    bug: "`digest` is made up anew for each list.",
    killedBy: ["models-store.digest-stable", "models-store.same-content-same-digest"],
    answer: onEntries("list", (entry) => ({ ...entry, digest: hash(crypto.randomUUID()) })),
  },
  {
    id: "parent-model-empty",
    bug: "`details.parent_model` is always empty.",
    killedBy: ["models-store.parent-model"],
    answer: onObject("show", (shown) => mapField(shown, "details", (inner) => ({ ...inner, parent_model: "" }))),
  },
  {
    id: "create-changes-base",
    bug: "A creation writes its system prompt into the model that it is made from.",
    killedBy: ["models-store.base-untouched"],
    answer: after("create", (state, { from, system }) => {
      const base = typeof from === "string" ? state.find(from) : undefined;
      if (base !== undefined && base.name !== "fake:latest" && typeof system === "string")
        state.add({ ...base, system });
    }),
  },
  {
    id: "created-not-usable",
    bug: "A created model is known after a restart only.",
    killedBy: ["models-store.created-is-usable", "create.from.model"],
    answer: on("show", (answer, request) =>
      /^cria-conformance-\d/i.test(String(fieldsOf(request).model)) ? failure(404, "model not found") : answer,
    ),
  },
  {
    id: "blob-used-once",
    bug: "A creation moves the blob away, so that it can be used once.",
    killedBy: ["models-store.blob-before-create"],
    answer: after("create", (state, { files }) => {
      for (const digest of Object.values(isRecord(files) ? files : {})) state.blobs.delete(String(digest));
    }),
  },
];
