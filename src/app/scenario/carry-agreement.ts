import type { AgreementId, PartyId, SiteId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Occurred } from "#core/time.ts";
import { acceptAgreement } from "../agreement/accept-agreement.ts";
import { arriveConsignment } from "../consignment/arrive-consignment.ts";
import { clearExport, clearImport } from "../consignment/clear-consignment.ts";
import { departConsignment } from "../consignment/depart-consignment.ts";
import { dispatchConsignment } from "../consignment/dispatch-consignment.ts";
import { packConsignment } from "../consignment/pack-consignment.ts";
import { planConsignment } from "../consignment/plan-consignment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { receiveConsignment } from "../receipt/receive-consignment.ts";

/** What carrying out an agreement of a scenario needs. */
export interface CarryAgreement {
  readonly agreementId: AgreementId;
  readonly giverId: PartyId;
  readonly recipientId: PartyId;
  /** When everything of it happened: the period of its supplies. */
  readonly occurred: Occurred;
  /** Who acts, under the id that a step of this agreement has. */
  readonly metaFor: (step: string) => CommandMeta;
}

/**
 * Carries an agreement out, from both sides' consent to the receipt: one consignment for all of its lines, each
 * step in the period of its supplies, received as sent. Every step is a command with an id of its own, so that it
 * can be interrupted anywhere and done again. Returns the first refusal, if there is one.
 */
export async function carryAgreement(context: AppContext, carry: CarryAgreement) {
  const { agreementId, metaFor } = carry;
  const first = await acceptSides(context, carry);
  if (!first.ok) return first;
  const agreement = first.value;
  const [line] = agreement.lines;
  invariant(line !== undefined, "an agreement has lines");
  const planned = await planConsignment(context, metaFor("plan"), {
    agreementId,
    mode: "air",
    fromSiteId: line.fromSiteId as SiteId, // ids as the store wrote them
    toSiteId: line.toSiteId as SiteId,
    lines: agreement.lines.map((one) => ({
      agreementLineNumber: one.lineNumber,
      quantity: asQuantity(one.quantity),
    })),
  });
  if (!planned.ok) return planned;
  return await moveConsignment(context, carry, planned.value);
}

async function acceptSides(context: AppContext, carry: CarryAgreement) {
  const { agreementId, giverId, recipientId, occurred, metaFor } = carry;
  const giver = await acceptAgreement(
    context,
    metaFor("accept-giver"),
    { agreementId, partyId: giverId },
    { occurred },
  );
  if (!giver.ok) return giver;
  return await acceptAgreement(
    context,
    metaFor("accept-recipient"),
    { agreementId, partyId: recipientId },
    { occurred },
  );
}

type Planned = Extract<Awaited<ReturnType<typeof planConsignment>>, { ok: true }>["value"];

async function moveConsignment(
  context: AppContext,
  { occurred, metaFor }: CarryAgreement,
  consignment: Planned,
) {
  const consignmentId = consignment.id as Parameters<typeof packConsignment>[2]["consignmentId"]; // as the store wrote it
  const packed = await packConsignment(context, metaFor("pack"), { consignmentId, packages: [] });
  if (!packed.ok) return packed;
  const command = { consignmentId, occurred: occurred.text };
  const steps = [
    ["dispatch", dispatchConsignment],
    ["clear-export", clearExport],
    ["depart", departConsignment],
    ["arrive", arriveConsignment],
    ["clear-import", clearImport],
  ] as const;
  for (const [name, step] of steps) {
    const done = await step(context, metaFor(name), command);
    if (!done.ok) return done;
  }
  const lines = consignment.lines.map((line) => ({ lineNumber: line.lineNumber, counted: line.quantity }));
  return await receiveConsignment(context, metaFor("receive"), { ...command, lines });
}
