import { asId, type ConsignmentId, type PhotographId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { findConsignmentParties } from "#store/consignment.ts";
import { findJpeg, listPhotographs, type PhotographShown } from "#store/photograph.ts";
import type { AppContext } from "../context.ts";
import type { CommandScope } from "../run-command.ts";

/** The photographs of a consignment's receipt, for its parties. Refuses with `not_found`, `not_permitted` (`read_photographs`), in this order. */
export async function readPhotographs(context: AppContext, actor: Actor, consignmentId: ConsignmentId) {
  const permitted = await permitReading(context, actor, consignmentId);
  if (!permitted.ok) return permitted;
  const found = await listPhotographs(context.database, consignmentId);
  return accept({ items: found.map((one) => showTo(actor, one)) });
}

/**
 * The JPEG of a photograph, for the parties of its consignment. Refuses with `not_found` (consignment), `not_permitted`, `not_found`
 * (photograph, also one that was taken back), in this order.
 */
export async function readJpegOf(
  context: AppContext,
  actor: Actor,
  { consignmentId, photographId }: { consignmentId: ConsignmentId; photographId: PhotographId },
) {
  const permitted = await permitReading(context, actor, consignmentId);
  if (!permitted.ok) return permitted;
  const bytes = await findJpeg(context.database, consignmentId, photographId);
  if (bytes === undefined) return refuse({ code: "not_found", noun: "photograph", id: photographId });
  return accept({ fileName: `${photographId}.jpg`, bytes });
}

/** A photograph as it is shown to whoever has just written it. */
export async function showPhotograph(scope: CommandScope, consignmentId: ConsignmentId, id: PhotographId) {
  const [shown] = await listPhotographs(scope.database, consignmentId, id);
  invariant(shown !== undefined, "a photograph just written can be read");
  return showTo(scope.meta.actor, shown);
}

function showTo(actor: Actor, { userId, ...photograph }: PhotographShown) {
  return { ...photograph, isOwn: userId === actor.userId };
}

async function permitReading(context: AppContext, actor: Actor, id: ConsignmentId) {
  const [parties] = await findConsignmentParties(context.database, [id]);
  if (parties === undefined) return refuse({ code: "not_found", noun: "consignment", id });
  const standing = { giver: asId<"party">(parties.giverId), recipient: asId<"party">(parties.recipientId) };
  return permit(actor, "read_photographs", standing);
}
