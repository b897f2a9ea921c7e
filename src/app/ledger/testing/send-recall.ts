import type { AppContext } from "#app/context.ts";
import { asId, type CommandId, type PartyId, type RecallId, type SiteId, type SupplyId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { asQuantity } from "#core/quantity.ts";
import { accountForRecalled } from "../../recall/account-for-recalled.ts";
import { liftRecall } from "../../recall/end-recall.ts";
import { startRecall } from "../../recall/start-recall.ts";
import type { Answer, PlainBook, PlainCommand, PlainRefusal } from "./plain-book.ts";

/** What becomes of recalled units, and where they then are. */
export const OUTCOMES = [
  ["destroyed", "wasted"],
  ["returned", "returned"],
  ["missing", "lost"],
  ["used_before", "used"],
] as const;

/** A supply of a lot of its own in one place, the plain book beside it, and its recalls by the commands that started them. */
export interface RacedSupply {
  readonly id: SupplyId;
  readonly lotNumber: string;
  readonly book: PlainBook;
  readonly recallIds: Map<string, RecallId>;
}

export type RecallCommand = Exclude<PlainCommand, { readonly does: "move" }>;

/** Who recalls, and where all units are. */
interface Standing {
  readonly actor: Actor;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
}

/** The answer of a command that was refused. */
export function refused(code: PlainRefusal["code"], available: number | null = null): Answer {
  return { ok: false, refusal: { code, available } };
}

/** Starts, ends or accounts for a recall of the supply's lot. */
export async function sendRecall(
  context: AppContext,
  id: CommandId,
  command: RecallCommand,
  facts: Standing & { readonly supply: RacedSupply },
): Promise<Answer> {
  const { actor, partyId, siteId, supply } = facts;
  const meta = { commandId: id, actor };
  if (command.does === "recall") {
    const started = await startRecall(context, meta, {
      partyId,
      itemId: "medical_mask",
      lotNumbers: [supply.lotNumber],
      class: 1,
      reason: "quality_defect",
      remedy: "destroy",
      isDrill: false,
    });
    if (!started.ok) throw new Error(`refused with ${started.refusal.code}`);
    supply.recallIds.set(id, asId<"recall">(started.value.id));
    return { ok: true };
  }
  const recallId = supply.recallIds.get(command.recall) ?? asId("");
  const answer =
    command.does === "lift"
      ? await liftRecall(context, meta, { recallId })
      : await accountForRecalled(context, meta, {
          recallId,
          partyId,
          lines: [{ supplyId: supply.id, siteId, ...readOutcome(command) }],
        });
  if (answer.ok) return { ok: true };
  const { refusal } = answer;
  if (refusal.code === "step_not_allowed") return refused(refusal.code);
  if (refusal.code === "not_enough_units") return refused(refusal.code, refusal.available);
  throw new Error(`refused with ${refusal.code}`);
}

function readOutcome({ to, quantity }: RecallCommand & { readonly does: "account" }) {
  const outcome = OUTCOMES.find(([, stage]) => stage === to)?.[0] ?? "missing";
  return { quantity: asQuantity(quantity), outcome };
}
