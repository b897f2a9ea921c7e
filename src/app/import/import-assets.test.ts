import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DecideHandover } from "#core/equipment/hand-over.ts";
import { asId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import type { Problem } from "#core/result.ts";
import { findPartyByCode, listParties } from "#store/party.ts";
import { deliver, ready } from "#test/fixtures/equipment.ts";
import { inviteOne, openTeamWorld, takeSteps, type TeamWorld, unwrap } from "#test/fixtures/team-world.ts";
import { actFor, newMeta, readStages, units } from "#test/fixtures/world.ts";
import { buildOperatorActor } from "../account/operator.ts";
import { decideHandover } from "../equipment/decide-handover.ts";
import { handOverEquipment, readHandovers } from "../equipment/hand-over-equipment.ts";
import { readAssets } from "../equipment/read-assets.ts";
import { readShares, writeSharesCsv } from "../equipment/read-shares.ts";
import { numberEntries } from "../log/number-entries.ts";
import { readStatement } from "../statement/read-statement.ts";
import { importAssets } from "./import-assets.ts";
import { fileOf } from "./testing/import-world.ts";

let team: TeamWorld;
let kenya: Party;
beforeAll(async () => {
  team = await openTeamWorld();
  const found = await findPartyByCode(team.context.database, "KEN");
  if (found === undefined) throw new Error("every country has its government");
  kenya = found;
});
afterAll(async () => await team.drop());

const HEADER =
  "party,site,item,maker,model,serial_number,commissioned_on,power,voltages,frequencies,plugs,power_watts,power_hours_per_day,oxygen,consumables,skills,maintenance_days";
const NEEDS = "mains,220-240,50,G,300,24,none,none,none,90";

const run = async (rows: readonly string[], dryRun = false) => {
  const parties = await listParties(team.context.database, {}, { limit: 500 });
  const actor = await buildOperatorActor(
    team.context,
    parties.map(({ id }) => id),
  );
  const file = fileOf([HEADER, ...rows].join("\n"), "assets.csv");
  return await importAssets(team.context, newMeta(actor), file, { dryRun });
};
const countAll = async () =>
  await Promise.all(
    (["asset", "assetEvent", "equipmentModel", "supplyModel", "command"] as const).map(async (table) => {
      const row = await team.owner
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    }),
  );

describe("a list of equipment", () => {
  test("becomes models and assets, put to work where they run; twice is once, and a dry run writes nothing", async () => {
    const { site, supplyId } = await deliver(team.world, kenya, 3);
    await ready(team.world, site.id, kenya.id);
    const row = (serial: string, day: string) =>
      `KEN,${site.code},ventilator,Hamilton,C1,${serial},${day},${NEEDS}`;
    const rows = [
      row("1001", "2026-02-20"),
      row("1002", ""),
      `KEN,${site.code},ventilator,HAMILTON,c1,1003,,,,,,,,,,,`,
    ];
    const before = await countAll();
    expect(unwrap(await run(rows, true))).toMatchObject({ posted: 3, alreadyPosted: 0, dryRun: true });
    expect(await countAll()).toEqual(before);
    expect(unwrap(await run(rows))).toMatchObject({ posted: 3, alreadyPosted: 0 });
    const after = await countAll();
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([3, 4, 1, 0, 5]);
    expect(unwrap(await run(rows))).toMatchObject({ posted: 0, alreadyPosted: 3 });
    expect(await countAll()).toEqual(after);
    const { items } = await readAssets(team.context, actFor([kenya.id]), { siteId: site.id }, { limit: 9 });
    expect(items.map(({ serialNumber, status }) => `${serialNumber} ${status}`).toSorted()).toEqual([
      "1001 working",
      "1002 registered",
      "1003 registered",
    ]);
    expect(items.find(({ status }) => status === "working")).toMatchObject({
      supplyId,
      maker: "Hamilton",
      commissionedOn: "2026-02-20",
      maintenanceDue: "2026-05-21",
    });
    const shares = await readShares(team.context, { siteId: site.id });
    expect(shares.rows).toMatchObject([
      { itemId: "ventilator", received: 3, commissioned: 1, working: 1, faulty: 0, ended: 0, share: 0.3333 },
    ]);
    const csv = await writeSharesCsv(team.context, { siteId: site.id });
    expect(csv.text).toContain(`ventilator,KEN,${site.code},${site.code},KEN,3,1,1,0,0,0.3333`);
  });

  test("imported again with more of a piece takes that step, once; what is recorded otherwise is told by its field", async () => {
    const { site } = await deliver(team.world, kenya, 2);
    await ready(team.world, site.id, kenya.id, { voltage: 120 });
    const row = (serial: string, day: string) =>
      `KEN,${site.code},ventilator,Again,A1,${serial},${day},${NEEDS}`;
    expect(unwrap(await run([row("1", ""), row("2", "")]))).toMatchObject({ posted: 2 });
    const more = [row("1", "2026-02-21"), row("2", "")];
    const tell = async (rows: readonly string[]) => {
      const before = await countAll();
      const refused = await run(rows);
      if (refused.ok || !("problems" in refused.refusal)) throw new Error(JSON.stringify(refused));
      expect(await countAll()).toEqual(before);
      const problems: readonly Problem[] = refused.refusal.problems;
      return problems.map(({ line, field, rule, value }) => `${line} ${field} ${rule} ${value}`);
    };
    expect(await tell(more)).toEqual(["2 commissioned_on does_not_run 2026-02-21"]);
    await ready(team.world, site.id, kenya.id);
    expect(unwrap(await run(more, true))).toMatchObject({ posted: 1, alreadyPosted: 1 });
    expect(unwrap(await run(more))).toMatchObject({ posted: 1, alreadyPosted: 1 });
    expect(unwrap(await run(more))).toMatchObject({ posted: 0, alreadyPosted: 2 });
    const { items } = await readAssets(team.context, actFor([kenya.id]), { siteId: site.id }, { limit: 9 });
    const days = items.map((one) => `${one.serialNumber} ${one.status} ${one.commissionedOn}`);
    expect(days.toSorted()).toEqual(["1 working 2026-02-21", "2 registered null"]);
    expect(await tell([row("1", "2026-02-22"), row("2", "2026-06-30")])).toEqual([
      "2 commissioned_on asset_stated_otherwise 2026-02-22",
      "3 commissioned_on occurred_in_the_future 2026-06-30",
    ]);
  });

  test("is refused with every problem of every row, and nothing of it is written", async () => {
    const { site } = await deliver(team.world, kenya, 1);
    const dark = await deliver(team.world, kenya, 1);
    await ready(team.world, dark.site.id, kenya.id, { sockets: ["A"] });
    const before = await countAll();
    const refused = await run([
      `KEN,${site.code},ventilator,Draeger,Oxylog,1,,${NEEDS}`,
      `KEN,${site.code},ventilator,Draeger,Oxylog,2,,${NEEDS}`,
      `KEN,NOWHERE,ventilator,Draeger,Oxylog,3,,${NEEDS}`,
      `KEN,${site.code},pulse_oximeter,Draeger,Oxylog,4,,${NEEDS}`,
      `KEN,${dark.site.code},ventilator,Draeger,Oxylog,5,2026-02-20,${NEEDS}`,
      `KEN,${site.code},ventilator,Draeger,Other,6,,mains,220 V,50,G,0,24,none,none,none,90`,
      `XXX,${site.code},ventilator,Draeger,Oxylog,7,,${NEEDS}`,
      `KEN,${site.code},no_such_item,Draeger,Third,8,,none,,,,,,none,none,none,`,
      `KEN,${site.code},ventilator,Draeger,Oxylog,1,,${NEEDS}`,
    ]);
    if (refused.ok || !("problems" in refused.refusal)) throw new Error(JSON.stringify(refused));
    const problems: readonly Problem[] = refused.refusal.problems;
    expect(problems.map(({ line, field, rule }) => `${line} ${field} ${rule}`)).toEqual([
      "3 serial_number no_unit_for_it",
      "4 site unknown_site",
      "5 model model_stated_otherwise",
      "6 commissioned_on does_not_run",
      "7 voltages unknown_word",
      "8 party unknown_party",
      "9 item unknown_item",
      "10 row doubled_row",
    ]);
    expect(await countAll()).toEqual(before);
  });

  test("names its supply where units of several stand at a site", async () => {
    const { site, supplyId } = await deliver(team.world, kenya, 1, "syringe_pump");
    await team.owner
      .insertInto("supply")
      .columns(["supplyId", "itemId", "giverId", "terms", "recordedAt"])
      .expression((eb) =>
        eb
          .selectFrom("supply")
          .select([
            eb.val("00000000-0000-7000-8000-0000000000aa").as("supplyId"),
            "itemId",
            "giverId",
            "terms",
            "recordedAt",
          ])
          .where("supplyId", "=", supplyId),
      )
      .execute();
    const account = { supplyId: "00000000-0000-7000-8000-0000000000aa", partyId: kenya.id, siteId: site.id };
    await team.owner
      .insertInto("account")
      .values({ ...account, stage: "received", unitsIn: 1, unitsOut: 0 })
      .execute();
    const refused = await run([`KEN,${site.code},syringe_pump,BBraun,P,1,,${NEEDS}`]);
    expect(refused).toMatchObject({ refusal: { problems: [{ rule: "ambiguous_supply" }] } });
  });
});

/** Ventilators that were received, by the statement of everything. */
async function readReceived(): Promise<number> {
  await numberEntries(team.context);
  const { rows } = unwrap(await readStatement(team.context, {}));
  return rows.find(({ item }) => item === "ventilator")?.received ?? 0;
}

describe("equipment that a team leaves to its host", () => {
  test("is received by it once it has accepted it, in the ledger, with its assets, and the deployment says so", async () => {
    const { world, giver, host, site, offer } = team;
    const invited = unwrap(await inviteOne(world, { offerId: offer.id, host, site }));
    const deploymentId = asId<"deployment">(invited.id);
    const model = unwrap(
      await run([`KEN,${(await deliver(world, kenya, 1)).site.code},ventilator,Left,L1,9,,${NEEDS}`]),
    );
    expect(model.posted).toBe(1);
    const { id: modelId } = await team.owner
      .selectFrom("equipmentModel")
      .select("id")
      .where("name", "=", "L1")
      .executeTakeFirstOrThrow();
    const line = {
      itemId: "ventilator",
      quantity: units(2),
      modelId: asId<"equipment model">(modelId),
      serialNumbers: ["T-1", "T-2"],
    };
    const meta = () => newMeta(actFor([giver.id]));
    const command = { deploymentId, lines: [line] };
    expect(await handOverEquipment(world.context, meta(), command)).toMatchObject({
      refusal: { code: "step_not_allowed", status: "invited" },
    });
    await takeSteps(team, invited.id, ["accept"], ["depart", "2026-03-01"], ["register", "2026-03-01"]);
    expect(await handOverEquipment(world.context, newMeta(actFor([host.id])), command)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const wrong = { ...line, itemId: "mask_x", quantity: units(1) };
    const { modelId: _model, ...unnamed } = line;
    expect(
      await handOverEquipment(world.context, meta(), { deploymentId, lines: [wrong, unnamed] }),
    ).toMatchObject({
      refusal: {
        problems: [
          { field: "lines.0.itemId", rule: "unknown_item" },
          { field: "lines.0.serialNumbers", rule: "more_assets_than_units" },
          { field: "lines.1.modelId", rule: "missing" },
        ],
      },
    });
    const medicine = { itemId: "covid_19_vaccine_astrazeneca", quantity: units(1) };
    expect(await handOverEquipment(world.context, meta(), { deploymentId, lines: [medicine] })).toMatchObject(
      { refusal: { problems: [{ field: "lines.0.itemId", rule: "not_left_to_a_host" }] } },
    );
    const before = await readReceived();
    const same = meta();
    const first = unwrap(await handOverEquipment(world.context, same, command));
    expect(unwrap(await handOverEquipment(world.context, same, command))).toEqual(first);
    // Nothing is in the ledger before the host has said that it takes it.
    expect(first).toMatchObject({ handovers: [], proposals: [{ status: "proposed", terms: "grant" }] });
    expect(await readReceived()).toBe(before);
    const other = unwrap(await handOverEquipment(world.context, meta(), command));
    const [handoverId, declinedId] = other.proposals.map(({ id }) => asId<"handover">(id));
    const decide = async (id: typeof handoverId, by: Party, part: Pick<DecideHandover, "step" | "reason">) =>
      await decideHandover(world.context, newMeta(actFor([by.id])), {
        deploymentId,
        handoverId: id ?? asId<"handover">(""),
        ...part,
      });
    expect(await decide(handoverId, giver, { step: "accept" })).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await decide(declinedId, host, { step: "decline" })).toMatchObject({
      refusal: { problems: [{ field: "reason", rule: "missing" }] },
    });
    unwrap(await decide(declinedId, host, { step: "decline", reason: "not_needed" }));
    const accepting = newMeta(actFor([host.id]));
    const acceptIt = {
      deploymentId,
      handoverId: handoverId ?? asId<"handover">(""),
      step: "accept",
    } as const;
    const taken = await decideHandover(world.context, accepting, acceptIt);
    expect(await decideHandover(world.context, accepting, acceptIt)).toEqual(taken);
    expect(await decide(handoverId, giver, { step: "withdraw" })).toMatchObject({
      refusal: { code: "step_not_allowed", status: "accepted" },
    });
    const { handovers, proposals } = await readHandovers(world.context, actFor([giver.id]), deploymentId);
    expect(proposals.map(({ status, reason }) => [status, reason])).toEqual([
      ["accepted", null],
      ["declined", "not_needed"],
    ]);
    expect((await readHandovers(world.context, null, deploymentId)).proposals).toEqual([]);
    expect(handovers).toMatchObject([{ itemId: "ventilator", quantity: 2, terms: "grant" }]);
    expect(await readStages(world, asId<"supply">(handovers[0]?.supplyId ?? ""))).toEqual({ received: 2 });
    const { items } = await readAssets(world.context, actFor([host.id]), { siteId: site.id }, { limit: 9 });
    expect(items.map(({ serialNumber, partyCode }) => [serialNumber, partyCode])).toEqual(
      expect.arrayContaining([
        ["T-1", host.code],
        ["T-2", host.code],
      ]),
    );
    expect(await readReceived()).toBe(before + 2);
  });
});
