import { testRenderers } from "./cases.ts";

await testRenderers("gemma4");
