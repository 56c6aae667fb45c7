import { testRenderers } from "./cases.ts";

await testRenderers("qwen3.5");
