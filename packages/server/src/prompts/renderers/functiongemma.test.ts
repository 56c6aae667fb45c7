import { testRenderers } from "./cases.ts";

await testRenderers("functiongemma");
