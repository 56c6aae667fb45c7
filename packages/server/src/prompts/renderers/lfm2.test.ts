import { testRenderers } from "./cases.ts";

await testRenderers("lfm2");
