import type { ClientName, RequirementId } from "@cria/spec";
import { type Check, check, type Need } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { Violation } from "../check/outcome.ts";
import { NotJson } from "../exchange/answer.ts";
import { Asking } from "./asking.ts";

/** A rule of a client's chapter. */
export interface ProfileRule {
  /** What the client's user sees when the rule is broken; continued by "because …". */
  readonly sees: string;
  readonly needs: readonly Need[];
  readonly run: (asking: Asking, context: CheckContext) => Promise<void>;
}

/** Topics of the rules about a client. */
export type TopicOf<Client extends ClientName> = RequirementId extends infer Id
  ? Id extends `client-${Client}.${infer Topic}`
    ? Topic
    : never
  : never;

/** A client, and the checks that do what it does and read what it reads. */
export interface Profile {
  readonly client: ClientName;
  readonly checks: readonly Check[];
}

/** A rule of a profile. */
export function rule(sees: string, run: ProfileRule["run"], needs: readonly Need[] = []): ProfileRule {
  return { sees, needs, run };
}

/** A profile from its rules by topic, in the order of the client's chapter. Failures say what the client's user sees. */
export function profile<const Client extends ClientName>(
  client: Client,
  rules: Readonly<Partial<Record<TopicOf<Client>, ProfileRule>>>,
): Profile {
  const entries = Object.entries(rules) as [string, ProfileRule][];
  return {
    client,
    checks: entries.map(([topic, { sees, needs, run }]) =>
      check(`client-${client}.${topic}` as RequirementId, needs, async (context) => {
        try {
          await run(new Asking(context), context);
        } catch (error) {
          if (error instanceof Violation) throw new Violation(`${sees} because ${error.message}`, error.exchange);
          if (error instanceof NotJson) throw new Violation(`${sees} because ${error.message}`);
          throw error;
        }
      }),
    ),
  };
}
