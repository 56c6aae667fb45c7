import { chapter, may, must, observed, should } from "./chapter.ts";

/** The store as clients see it: digests, copies, deletions and shared blobs. */
export const modelsStore = chapter(
  {
    id: "models-store",
    title: "The store",
    about: "The store as clients see it: digests, copies, deletions and shared blobs.",
    operations: ["list"],
  },
  {
    "created-is-usable": must(
      "A created model answers `/api/show` at once.",
      ["handler", observed, "client:ollama-cli"],
      { operations: ["create", "show"] },
    ),
    "create-any-case": should(
      "Creating a name that differs from an existing one in case alone replaces that one.",
      ["handler"],
      { operations: ["create", "list"], introducedIn: "0.4.3" },
    ),
    "copy-any-case": should(
      "Copying to a name that differs from an existing one in case alone replaces that one.",
      ["handler"],
      { operations: ["copy", "list"], introducedIn: "0.4.3" },
    ),
    "digest-stable": should("`digest` of a model that nobody changed stays the same.", ["handler"]),
    "digest-of-content": should(
      "Creating a model with another system prompt under the same name changes its `digest`.",
      ["handler"],
      { operations: ["create", "list"] },
    ),
    "same-content-same-digest": should("Two models created by the same request have the same `digest`.", ["handler"], {
      operations: ["create", "list"],
    }),
    "size-of-copy": should("A copy has the `size` of its source.", ["handler"], { operations: ["copy", "list"] }),
    "copy-is-independent": should("Deleting a model leaves its copies usable.", ["handler"], {
      operations: ["copy", "delete", "show"],
    }),
    "copy-onto-itself": should("Copying a model to its own name answers 200 and changes nothing.", ["handler"], {
      operations: ["copy"],
    }),
    "copy-replaces": should("Copying to an existing name replaces what it named.", ["handler"], {
      operations: ["copy"],
    }),
    "delete-removes-unshared-blobs": should(
      "A blob that only the deleted model used is gone: HEAD of its digest answers 404.",
      ["handler"],
      { operations: ["delete", "blobExists"] },
    ),
    "delete-keeps-shared-blobs": should(
      "A blob that another model uses stays when one of its models is deleted.",
      ["handler"],
      { operations: ["delete", "blobExists"] },
    ),
    "blob-before-create": should("An uploaded blob can be used by several creations.", ["handler", observed], {
      operations: ["blobUpload", "create"],
    }),
    "parent-model": should("`details.parent_model` of a model created from another names that one.", ["handler"], {
      operations: ["create", "show"],
    }),
    "no-parent-model": may(
      '`details.parent_model` of a model created from files is `""`, or the name of the file.',
      ["handler"],
      { operations: ["create", "show"] },
    ),
    "base-untouched": should("Creating a model from another leaves the other as it was.", ["handler"], {
      operations: ["create", "show"],
    }),
  },
);
