import { testRenderers } from "./cases.ts";

await testRenderers("qwen-vl");
