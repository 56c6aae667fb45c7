import { testParsers } from "./cases.ts";

await testParsers("laguna");
