import { afterAll, beforeAll, expect, test } from "vitest";
import { loseConsignment } from "#app/consignment/lose-consignment.ts";
import { correctEntry } from "#app/ledger/correct-entry.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import { withdrawOffer } from "#app/offer/withdraw-offer.ts";
import { recountConsignment } from "#app/receipt/recount-consignment.ts";
import { settleDifference } from "#app/receipt/settle-difference.ts";
import { asId, type CommandId } from "#core/id.ts";
import { bring, type Chain, openChain, receive } from "#test/fixtures/chain.ts";
import { newMeta, units } from "#test/fixtures/world.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { download, listLeavesOf, type LoggedWorld, openDownload, openLoggedWorld } from "./publish.ts";

/** Everything by which the program takes units back: none of it may look to the verifier like a reversal of nothing. */
let logged: LoggedWorld;
beforeAll(async () => {
  logged = await openLoggedWorld();
});
afterAll(async () => await logged.close());

/** What a command gives that must not be refused. */
async function take<Value>(
  command: Promise<{ ok: true; value: Value } | { ok: false; refusal: { code: string } }>,
): Promise<Value> {
  const answer = await command;
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value;
}

async function correct(chain: Chain, side: "giver" | "taker", entryId: CommandId, quantity: number) {
  const meta = newMeta(side === "giver" ? chain.sender : chain.receiver);
  const lines = [{ lineNumber: 1, quantity }];
  const command = { entryId, partyId: chain[side].id, reason: "count_error", lines } as const;
  await take(correctEntry(logged.context, meta, command));
}

async function findPledge(chain: Chain): Promise<CommandId> {
  const row = await logged.world.owner
    .selectFrom("movement")
    .select("entryId")
    .where("supplyId", "=", chain.masks)
    .where("kind", "=", "pledge")
    .executeTakeFirstOrThrow();
  return asId<"command">(row.entryId);
}

/** Lost on its way, received after all, counted again, three never sent; then its use and its pledge corrected. */
async function bringThrough(last: "dispatch" | "clear_export" | "clear_import"): Promise<void> {
  const { world, context } = logged;
  const chain = await openChain(world);
  const consignmentId = await bring(chain, last);
  await take(loseConsignment(context, newMeta(chain.receiver), { consignmentId }));
  await take(receive(chain, consignmentId, [[90, 5], [40]]));
  const lines = [
    { lineNumber: 1, counted: 97 },
    { lineNumber: 2, counted: 40 },
  ];
  await take(recountConsignment(context, newMeta(chain.receiver), { consignmentId, lines }));
  for (const side of ["giver", "taker"] as const) {
    const meta = newMeta(side === "giver" ? chain.sender : chain.receiver);
    const said = { partyId: chain[side].id, lineNumber: 1, kind: "short", reason: "never_sent" } as const;
    await take(settleDifference(context, meta, { consignmentId, ...said }));
  }
  const used = newMeta(chain.receiver);
  const use = [{ supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(50) }];
  await take(recordUse(context, used, { partyId: chain.taker.id, kind: "use", lines: use }));
  for (const quantity of [45, 60, 0]) await correct(chain, "taker", used.commandId, quantity);
  await take(withdrawOffer(context, newMeta(chain.sender), { offerId: chain.maskOfferId }));
  for (const quantity of [650, 130]) await correct(chain, "giver", await findPledge(chain), quantity);
}

test("what was taken back in every way that there is fits", async () => {
  for (const last of ["dispatch", "clear_export", "clear_import"] as const) await bringThrough(last);
  const files = await download(logged.context);
  const reversals = listLeavesOf(files)
    .map(String)
    .filter((leaf) => leaf.includes('"reversal":true'));
  // The loss taken back and what was never sent stand in entries that correct none.
  const alone = reversals.filter((leaf) => leaf.includes('"corrects":null'));
  expect([reversals.length, alone.length]).toEqual([18, 6]);
  expect(await verifyLog(openDownload(files))).toMatchObject({ fits: true });
});
