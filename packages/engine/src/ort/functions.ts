/**
 * The functions of OrtApi that Cria calls: index into the table, argument types, return type. The table only grows
 * from version to version, so an index stays right for later libraries. A wrong index is a crash, not an error:
 * `functions.test.ts` calls each one in a child process.
 */
export const apiVersion = 30;

const status = "ptr" as const;
const none = "void" as const;

export const functions = {
  getErrorCode: { index: 1, args: ["ptr"], returns: "i32" },
  getErrorMessage: { index: 2, args: ["ptr"], returns: "ptr" },
  createEnv: { index: 3, args: ["i32", "ptr", "ptr"], returns: status },
  disableTelemetryEvents: { index: 6, args: ["ptr"], returns: status },
  createSession: { index: 7, args: ["ptr", "ptr", "ptr", "ptr"], returns: status },
  createSessionFromArray: { index: 8, args: ["ptr", "ptr", "u64", "ptr", "ptr"], returns: status },
  run: { index: 9, args: ["ptr", "ptr", "ptr", "ptr", "u64", "ptr", "u64", "ptr"], returns: status },
  createSessionOptions: { index: 10, args: ["ptr"], returns: status },
  disableMemPattern: { index: 17, args: ["ptr"], returns: status },
  setSessionLogSeverityLevel: { index: 22, args: ["ptr", "i32"], returns: status },
  setSessionGraphOptimizationLevel: { index: 23, args: ["ptr", "i32"], returns: status },
  setIntraOpNumThreads: { index: 24, args: ["ptr", "i32"], returns: status },
  sessionGetInputCount: { index: 30, args: ["ptr", "ptr"], returns: status },
  sessionGetOutputCount: { index: 31, args: ["ptr", "ptr"], returns: status },
  createTensorWithDataAsOrtValue: {
    index: 49,
    args: ["ptr", "ptr", "u64", "ptr", "u64", "i32", "ptr"],
    returns: status,
  },
  createCpuMemoryInfo: { index: 69, args: ["i32", "i32", "ptr"], returns: status },
  releaseEnv: { index: 92, args: ["ptr"], returns: none },
  releaseStatus: { index: 93, args: ["ptr"], returns: none },
  releaseMemoryInfo: { index: 94, args: ["ptr"], returns: none },
  releaseSession: { index: 95, args: ["ptr"], returns: none },
  releaseValue: { index: 96, args: ["ptr"], returns: none },
  releaseSessionOptions: { index: 100, args: ["ptr"], returns: none },
  addSessionConfigEntry: { index: 130, args: ["ptr", "ptr", "ptr"], returns: status },
  registerCustomOpsLibrary: { index: 228, args: ["ptr", "ptr"], returns: status },
} as const;

export type FunctionName = keyof typeof functions;
