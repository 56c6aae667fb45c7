import type { RequirementId } from "@cria/spec";
import type { FakeAnswer } from "../fake/answer.ts";
import type { FakeRequest, OperationRequest } from "../fake/request.ts";
import type { FakeState } from "../fake/state.ts";

/** A fake server with one bug: a check must find it. */
export interface Mutant {
  /** Names the bug, in kebab case. */
  readonly id: string;
  /** What the server does wrong, in one sentence. */
  readonly bug: string;
  /** Where the bug was seen in the field, such as `mattt/olleh#7`; absent if it was thought up. */
  readonly seenIn?: string;
  /** The checks that claim it: each of them must find it. */
  readonly killedBy: readonly [RequirementId, ...RequirementId[]];
  /** Changes a request before it is answered; absent for no change. */
  readonly request?: (request: OperationRequest, state: FakeState) => OperationRequest;
  /** Changes an answer before it is sent, redirects and refusals as well; absent for no change. */
  readonly answer?: (answer: FakeAnswer, request: FakeRequest, state: FakeState) => FakeAnswer;
  /** Changes the store before the first request; absent for no change. */
  readonly store?: (state: FakeState) => void;
}
