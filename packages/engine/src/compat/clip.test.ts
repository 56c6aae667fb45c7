import { expect, test } from "bun:test";
import { expectTranslated, fileOf } from "./testing.ts";
import { upstreamView } from "./upstream-view.ts";

const encoder = { "general.architecture": "clip", "clip.has_vision_encoder": true };

test("an image encoder that does not say what leads to the text model", () =>
  expectTranslated({ keys: encoder }, { keys: { ...encoder, "clip.projector_type": "mlp" } }));

test.each([
  { ...encoder, "clip.vision.projector_type": "resampler" },
  { "general.architecture": "clip", "clip.has_vision_encoder": false },
])("another encoder is left as it is: %j", async (keys) => {
  const file = await fileOf({ keys });
  expect(upstreamView(file)).toBe(file);
});
