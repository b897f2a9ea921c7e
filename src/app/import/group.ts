import type { PartyId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import type { Action } from "#core/permission.ts";
import type { Problem, RefusalShape } from "#core/result.ts";
import type { Database } from "#store/schema.ts";
import type { CommandScope } from "../run-command.ts";

/** A row as one line of a call or an offer. */
export interface GroupRow<Line> {
  readonly line: number;
  readonly party: Party;
  /** What all lines of one call or offer have in common, the party aside: emergency, terms. */
  readonly head: Readonly<Record<string, string | null>>;
  readonly stated: Line;
  readonly summary: string;
}

/** Rows of a file that make one call or offer. */
export interface Group<Line> {
  readonly party: Party;
  readonly head: GroupRow<Line>["head"];
  readonly rows: readonly GroupRow<Line>[];
}

/** How groups of one kind are checked and posted. */
export interface GroupKind<Line> {
  readonly kind: "calls" | "offers";
  readonly idKind: "call" | "offer";
  readonly action: Action;
  /** What the party states now, line by line: head and line together, as {@link GroupRow} has them. */
  readonly listStated: (database: Database, partyId: PartyId) => Promise<readonly unknown[]>;
  /** What the rule of the command refuses; fields are paths `lines.3.quantity`. */
  readonly check: (group: Group<Line>) => readonly Problem[];
  /** Posts one group within the transaction of the file. */
  readonly post: (
    scope: CommandScope,
    group: Group<Line>,
  ) => Promise<
    { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: RefusalShape }
  >;
  /** Fields of the command → columns of the file. */
  readonly columns: Readonly<Record<string, string>>;
}
