import { createHash } from "node:crypto";
import { asId, type ConsignmentId } from "#core/id.ts";
import { decidePhotograph } from "#core/receipt/photograph.ts";
import { accept, refuse } from "#core/result.ts";
import type { Day } from "#core/time.ts";
import { countPhotographs, insertPhotograph } from "#store/photograph.ts";
import { findReceiptHead, listReceiptLines } from "#store/receipt.ts";
import { lockPermitted } from "../consignment/take-step.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showPhotograph } from "./read-photographs.ts";

/** A picture of what differs in a line of a receipt. */
export interface AddPhotograph {
  readonly consignmentId: ConsignmentId;
  readonly lineNumber: number;
  /** The day on which it was taken, where that was; left out: today. */
  readonly takenOn?: Day | undefined;
  readonly jpeg: Uint8Array;
}

/**
 * Adds a photograph to a line of a consignment's receipt. The audit record has its digest, not its bytes. The consignment's version stays:
 * nobody who counts or settles meanwhile has to look again.
 *
 * Refuses, in this order, with `not_found` (consignment), `not_permitted`, `not_found` (receipt), `malformed` (see `decidePhotograph`).
 */
export async function addPhotograph(
  context: AppContext,
  meta: CommandMeta,
  { jpeg, ...command }: AddPhotograph,
) {
  const digest = createHash("sha256").update(jpeg).digest();
  const body = { ...command, sha256: digest.toString("hex") };
  return await runCommand(context, meta, { kind: "photograph_difference", body }, async (scope) => {
    const { database, now } = scope;
    const { consignmentId, lineNumber, takenOn } = command;
    const locked = await lockPermitted(scope, "photograph_difference", consignmentId);
    if (!locked.ok) return locked;
    const receipt = await findReceiptHead(database, consignmentId);
    if (receipt === undefined) return refuse({ code: "not_found", noun: "receipt", id: consignmentId });
    const lines = await listReceiptLines(database, receipt.id);
    const standing = await countPhotographs(database, receipt.id, lineNumber);
    const lineNumbers = lines.map((line) => line.lineNumber);
    const decided = decidePhotograph({ lineNumber, takenOn, jpeg }, { lineNumbers, standing, now });
    if (!decided.ok) return decided;
    const id = asId<"photograph">(context.newId());
    const photograph = { id, receiptId: receipt.id, lineNumber, byteCount: jpeg.length, ...decided.value };
    await insertPhotograph(database, photograph, {
      jpeg,
      digest,
      userId: meta.actor.userId,
      addedAt: now,
    });
    return accept(await showPhotograph(scope, consignmentId, id));
  });
}
