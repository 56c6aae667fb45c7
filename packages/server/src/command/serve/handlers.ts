import { blobExists, blobUpload } from "../../api/blobs.ts";
import { chat } from "../../api/chat.ts";
import { copy } from "../../api/copy.ts";
import { create } from "../../api/create.ts";
import { deleteModel } from "../../api/delete.ts";
import { generate } from "../../api/generate.ts";
import { list } from "../../api/list.ts";
import { ps } from "../../api/ps.ts";
import { root } from "../../api/root.ts";
import { show } from "../../api/show.ts";
import { version } from "../../api/version.ts";
import type { Handlers } from "../../http/context.ts";

/** A handler for every operation of the API. */
export const handlers: Handlers = {
  root,
  version,
  list,
  ps,
  show,
  generate,
  chat,
  create,
  blobExists,
  blobUpload,
  copy,
  delete: deleteModel,
};
