import { configType, type LayerKind, mediaType } from "./manifest.ts";
import { parseName } from "./name.ts";
import type { Store } from "./store.ts";

/** Writes a model of text layers. */
export async function writeTexts(store: Store, name: string, texts: Partial<Record<LayerKind, string>>): Promise<void> {
  const layers = [];
  for (const [kind, text] of Object.entries(texts)) {
    const { digest, size } = await store.blobs.writeText(text);
    layers.push({ mediaType: mediaType(kind as LayerKind), digest, size });
  }
  const { digest, size } = await store.blobs.writeText('{"model_format":"gguf"}\n');
  await store.write(parseName(name)!, { config: { mediaType: configType, digest, size }, layers });
}

/** Makes a named pipe, which blocks whoever opens it without care. */
export function makePipe(path: string): void {
  const { exitCode } = Bun.spawnSync(["mkfifo", path]);
  if (exitCode !== 0) throw new Error(`mkfifo ${path} failed`);
}
