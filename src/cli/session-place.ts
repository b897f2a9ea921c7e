import { buildOperatorActor } from "#app/account/operator.ts";
import type { AppContext, CommandMeta } from "#app/context.ts";
import { findPlace } from "#app/session/find-place.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import type { Operator } from "./operator.ts";
import { unwrap } from "./output.ts";

/** Options that every command at a site has. */
export interface PlaceOptions {
  readonly party?: string;
  readonly site: string;
  readonly json?: true;
}

/** What a command at a site works with. */
interface Here {
  readonly context: AppContext;
  readonly meta: CommandMeta;
  readonly place: { readonly partyId: PartyId; readonly siteId: SiteId };
}

/** The place that the options name, and the operator with every role in its party. */
export async function findHere(operator: Operator, { party, site }: PlaceOptions): Promise<Here> {
  const { context, newCommandId } = operator;
  const place = unwrap(await findPlace(context, { party, site }));
  const actor = await buildOperatorActor(context, [place.partyId]);
  return { context, meta: { actor, commandId: newCommandId() }, place };
}
