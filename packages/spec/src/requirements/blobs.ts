import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `HEAD` and `POST /api/blobs/:digest`. */
export const blobs = chapter(
  {
    id: "blobs",
    title: "Blobs",
    about: "Upload of files that models are made of.",
    operations: ["blobExists", "blobUpload"],
  },
  {
    "head.present": must(
      "HEAD of a blob in the store answers 200.",
      [observed, "client:ollama-cli", "client:ollama-js"],
      { operations: ["blobExists"] },
    ),
    "head.missing": must(
      "HEAD of a blob that is not in the store answers 404.",
      [observed, "client:ollama-cli", "client:ollama-python"],
      { operations: ["blobExists"] },
    ),
    "head.missing-headers": may(
      "The 404 of a HEAD has the content type and length of a JSON error, without its body.",
      [observed],
      { operations: ["blobExists"] },
    ),
    "head.malformed": should("HEAD of a malformed digest answers 400.", [observed], { operations: ["blobExists"] }),
    "head.no-content-type": may("HEAD of a blob in the store has no content type.", [observed], {
      operations: ["blobExists"],
    }),
    "head.after-upload": must("HEAD of a blob answers 200 after the blob was uploaded.", [
      observed,
      "client:ollama-cli",
    ]),
    "post.created": must(
      "An upload whose hash is the digest answers with a status of success.",
      [observed, "client:ollama-cli", "client:ollama-js"],
      { operations: ["blobUpload"] },
    ),
    "post.created-status": should("The upload of a new blob answers 201.", [observed, "docs"], {
      operations: ["blobUpload"],
    }),
    "post.empty-body": should("The answer to an upload that succeeds has no body.", [observed], {
      operations: ["blobUpload"],
    }),
    "post.present": should("The upload of a blob that is in the store already answers 200.", [observed], {
      operations: ["blobUpload"],
    }),
    "post.present-unread": may(
      "The upload of a blob that is in the store already is not read and not checked.",
      [observed],
      { operations: ["blobUpload"] },
    ),
    "post.mismatch-status": should("An upload whose hash is not the digest answers 400.", [observed], {
      operations: ["blobUpload"],
    }),
    "post.mismatch-text": should(
      'An upload whose hash is not the digest gets `digest mismatch, expected "…", got "sha256:…"` with both digests.',
      [observed],
      { operations: ["blobUpload"] },
    ),
    "post.mismatch-not-stored": must(
      "After an upload whose hash was not the digest HEAD of that digest still answers 404.",
      [observed, "client:ollama-cli"],
    ),
    "post.mismatch-kept": may("Content of an upload with a wrong digest is kept under its real digest or is dropped.", [
      observed,
    ]),
    "post.malformed": should("An upload to a malformed digest gets 400 `invalid digest format`.", [observed], {
      operations: ["blobUpload"],
    }),
    "post.chunked": must("An upload may be sent in chunks without `Content-Length`.", ["handler", "client:ollama-js"], {
      operations: ["blobUpload"],
    }),
    "post.large": should(
      "An upload of several gigabytes is accepted and is not held in memory as a whole.",
      ["handler", "client:ollama-cli"],
      { operations: ["blobUpload"] },
    ),
    "post.content-type-ignored": should("The content type of an upload is ignored.", ["handler"], {
      operations: ["blobUpload"],
    }),
    "post.aborted": should("An upload that breaks off leaves no blob under its digest.", ["handler"]),
    "digest.colon": must("A digest is `sha256:` and 64 hexadecimal digits.", [observed, "client:ollama-cli"]),
    "digest.percent-encoded": should("The colon of a digest may be written as `%3A`.", [observed]),
    "digest.dash": may("HEAD accepts a digest with `-` in place of the colon.", [observed], {
      operations: ["blobExists"],
    }),
    "digest.dash-upload": may("The upload of a new blob with `-` in place of the colon gets 400.", [observed], {
      operations: ["blobUpload"],
    }),
    "digest.upper-case": may(
      "A digest in upper case is a different one, and the upload of a new blob under it gets 400.",
      [observed],
    ),
    "digest.traversal": must("No digest reaches files outside the store's blobs.", ["handler", "client:ollama-cli"]),
  },
);
