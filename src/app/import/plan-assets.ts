import { answerRun } from "#core/equipment/can-run.ts";
import type { AssetId } from "#core/equipment/asset.ts";
import {
  decideRegisterModel,
  type EquipmentModel,
  type EquipmentModelId,
  isModelOf,
  type RegisterEquipmentModel,
} from "#core/equipment/equipment-model.ts";
import { writeVoltageRange } from "#core/equipment/power.ts";
import { asId, type CommandId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem } from "#core/result.ts";
import type { Site } from "#core/site/site.ts";
import { dayOf } from "#core/time.ts";
import { countStanding, lockAssetsOf } from "#store/asset.ts";
import { findNumberedAsset } from "#store/asset-by-number.ts";
import { findCommand } from "#store/command.ts";
import { findModelByName, findSupplyModels } from "#store/equipment.ts";
import { findSiteByCode } from "#store/site.ts";
import { listSuppliesAt, type SupplyAt } from "#store/supplies-at.ts";
import { loadRunPlace } from "../equipment/weigh-run.ts";
import type { CommandScope } from "../run-command.ts";
import { ASSET_COLUMNS, type AssetCells } from "./asset-fields.ts";
import { compareKnownAsset } from "./known-asset.ts";

/** A row as a piece of equipment. */
export interface AssetRow {
  readonly line: number;
  readonly cells: AssetCells;
  /** The id of its registration, which follows from what it says. */
  readonly id: CommandId;
  readonly summary: string;
}

/** What a row would write: a piece that is registered, or one that is registered already and is put to work. */
export type PlannedAsset = PlannedRegistration | PlannedCommission;

interface PlannedCommission {
  readonly kind: "commission";
  readonly row: AssetRow;
  readonly assetId: AssetId;
}

/** With `commissioned_on` it is put to work too. */
export interface PlannedRegistration {
  readonly kind: "register";
  readonly row: AssetRow;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly supplyId: SupplyId;
  /** `null`: the model is registered first. */
  readonly modelId: EquipmentModelId | null;
  readonly model: RegisterEquipmentModel;
}

type Fail = (field: string, rule: string, facts?: Problem["facts"]) => undefined;

/** What a party has at a site before the first row: supplies, their stated models, and assets of each that stand there. */
interface Stock {
  readonly there: readonly SupplyAt[];
  readonly stated: ReadonlyMap<SupplyId, EquipmentModel>;
  readonly standing: ReadonlyMap<SupplyId, number>;
}

/** Rooms of supplies, and models, as the rows before have left them. */
interface Ledger {
  /** By party and site: read once for all rows. */
  readonly stocks: Map<string, Stock>;
  readonly room: Map<string, number>;
  readonly models: Map<string, EquipmentModel>;
  readonly stated: Map<SupplyId, string>;
}

/** The rows that are new, or say more than when they were imported before; every problem of the others is added. Refuses with `not_permitted`. Assets of the supplies are locked. */
export async function planAssets(
  scope: CommandScope,
  rows: readonly AssetRow[],
  add: (problem: Problem) => void,
) {
  const ledger: Ledger = { stocks: new Map(), room: new Map(), models: new Map(), stated: new Map() };
  const planned: PlannedAsset[] = [];
  for (const row of rows) {
    const permitted = permit(scope.meta.actor, "register_assets", { self: row.cells.party.id });
    if (!permitted.ok) return permitted;
    const fail: Fail = (field, rule, facts) => {
      const value = readCell(row.cells, field);
      add({ field, value, rule, line: row.line, ...(facts === undefined ? {} : { facts }) });
      return undefined;
    };
    const one = await planRow(scope, row, { ledger, fail, add });
    if (one !== undefined) planned.push(one);
  }
  return accept(planned);
}

function readCell(
  { site, model, serialNumber, commissionedOn, registeredOn, supply, item }: AssetCells,
  field: string,
): string {
  const days = { commissioned_on: commissionedOn ?? "", registered_on: registeredOn ?? "" };
  const cells: Readonly<Record<string, string | null>> = { site, model, item, supply, ...days };
  return cells[field] ?? serialNumber;
}

async function planRow(
  scope: CommandScope,
  row: AssetRow,
  how: { readonly ledger: Ledger; readonly fail: Fail; readonly add: (problem: Problem) => void },
): Promise<PlannedAsset | undefined> {
  const { cells } = row;
  const { fail, ledger } = how;
  const partyId = cells.party.id;
  const site = await findSiteByCode(scope.database, cells.site.toUpperCase());
  if (site === undefined) return fail("site", "unknown_site");
  const model = await findModel(scope, row, how);
  if (model === undefined) return undefined;
  for (const [field, day] of [
    ["registered_on", cells.registeredOn],
    ["commissioned_on", cells.commissionedOn],
  ] as const) {
    if (day !== null && day > dayOf(scope.now)) return fail(field, "occurred_in_the_future");
  }
  const known = model.isKnown ? await findKnown(scope, row, { model: model.value, site, fail }) : "new";
  if (known === undefined) return undefined;
  const checked = { site, model: model.value, fail };
  if (known !== "new") {
    const planned = { kind: "commission", row, assetId: known } as const;
    return (await checkRuns(scope, checked)) ? planned : undefined;
  }
  const supplyId = await findSupply(scope, { row, site, model: model.value, ledger, fail });
  if (supplyId === undefined) return undefined;
  if (cells.commissionedOn !== null && !(await checkRuns(scope, checked))) return undefined;
  return {
    kind: "register",
    row,
    partyId,
    siteId: site.id,
    supplyId,
    modelId: model.isKnown ? model.value.id : null,
    model: model.command,
  };
}

/** The model of a row: known, of a row before, or new. Cells that say another thing of it than is known are a problem. */
async function findModel(
  { database, context }: CommandScope,
  row: AssetRow,
  {
    ledger,
    fail,
    add,
  }: { readonly ledger: Ledger; readonly fail: Fail; readonly add: (problem: Problem) => void },
) {
  const { cells, line } = row;
  const command = readModelCommand(cells);
  const key = `${cells.maker.toUpperCase()}/${cells.model.toUpperCase()}`;
  const inStore = await findModelByName(database, { maker: cells.maker, name: cells.model });
  const known = inStore ?? ledger.models.get(key);
  if (known !== undefined) {
    const other = findOther(known, command);
    if (other !== undefined) return fail("model", "model_stated_otherwise", { column: other });
    return { value: known, isKnown: inStore !== undefined, command };
  }
  const id = asId<"equipment model">(context.newId());
  const decided = decideRegisterModel(command, { id, items: context.reference.items });
  if (!decided.ok) {
    for (const problem of decided.refusal.problems) {
      const [name = ""] = problem.field.split(".");
      add({ ...problem, field: ASSET_COLUMNS[name] ?? name, line });
    }
    return undefined;
  }
  ledger.models.set(key, decided.value);
  return { value: decided.value, isKnown: false, command };
}

function readModelCommand(cells: AssetCells): RegisterEquipmentModel {
  const { party, maker, model: name, item: itemId, voltages, frequencies, plugTypes } = cells;
  return {
    partyId: party.id,
    maker,
    name,
    itemId,
    power: cells.power,
    voltages: voltages ?? [],
    frequencies: frequencies ?? [],
    plugTypes: plugTypes ?? [],
    powerWatts: cells.powerWatts,
    powerHoursPerDay: cells.powerHoursPerDay,
    oxygen: cells.oxygen,
    oxygenLitresPerMinute: cells.oxygenLitresPerMinute,
    consumables: cells.consumables,
    skills: cells.skills,
    maintenanceDays: cells.maintenanceDays,
  };
}

/** The column that says another thing of a model than is known of it; what a row does not say agrees. */
function findOther(known: EquipmentModel, command: RegisterEquipmentModel): string | undefined {
  const knownAs: Readonly<Record<string, unknown>> = {
    ...known,
    voltages: known.voltages.map(writeVoltageRange),
  };
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const other = Object.entries(command).find(([name, value]) => {
    if (name === "partyId" || name === "maker" || name === "name" || value === null) return false;
    if (Array.isArray(value) && value.length === 0) return false;
    return !isSame(knownAs[name], value);
  });
  return other === undefined ? undefined : (ASSET_COLUMNS[other[0]] ?? other[0]);
}

/**
 * The asset that a row imported before puts to work now; `new` where there is none of its number; `undefined` where it says nothing more, or
 * there is a problem: the number is of another's asset, or the row says another thing of its own than is recorded.
 */
async function findKnown(
  { database }: CommandScope,
  { id, cells }: AssetRow,
  { model, site, fail }: { readonly model: EquipmentModel; readonly site: Site; readonly fail: Fail },
): Promise<AssetId | "new" | undefined> {
  const asset = await findNumberedAsset(database, model.id, cells.serialNumber);
  if (asset === undefined) return "new";
  if ((await findCommand(database, id)) === undefined) return fail("serial_number", "serial_number_taken");
  const known = compareKnownAsset(cells, asset, { partyId: cells.party.id, siteId: site.id });
  if (known.says === "otherwise") return fail(known.field, "asset_stated_otherwise", known.facts);
  return known.says === "commissioned" ? known.assetId : undefined;
}

async function readStock(
  database: CommandScope["database"],
  partyId: PartyId,
  siteId: SiteId,
  { stocks }: Ledger,
): Promise<Stock> {
  const key = `${partyId}/${siteId}`;
  const known = stocks.get(key);
  if (known !== undefined) return known;
  const there = await listSuppliesAt(database, { partyId, siteId });
  const ids = there.map(({ supplyId }) => supplyId);
  await lockAssetsOf(database, ids);
  const stated = await findSupplyModels(database, ids);
  const stock = { there, stated, standing: await countStanding(database, ids, { partyId, siteId }) };
  stocks.set(key, stock);
  return stock;
}

/** The supply that the piece is a unit of: the one that is named, or the only one of its item that has room for it. */
async function findSupply(
  { database, context }: CommandScope,
  {
    row,
    site,
    model,
    ledger,
    fail,
  }: {
    readonly row: AssetRow;
    readonly site: Site;
    readonly model: EquipmentModel;
    readonly ledger: Ledger;
    readonly fail: Fail;
  },
): Promise<SupplyId | undefined> {
  const { cells } = row;
  const { there, stated, standing } = await readStock(database, cells.party.id, site.id, ledger);
  const name = `${model.maker}/${model.name}`.toUpperCase();
  const fits = there.filter(({ supplyId, itemId }) => {
    const other = stated.get(supplyId);
    const known =
      other === undefined ? ledger.stated.get(supplyId) : `${other.maker}/${other.name}`.toUpperCase();
    const isAsked = cells.supply === null || cells.supply === supplyId;
    return isAsked && isModelOf(model.itemId, itemId, context.reference.items) && (known ?? name) === name;
  });
  const roomOf = ({ supplyId, units }: SupplyAt) =>
    ledger.room.get(`${supplyId}/${cells.party.id}/${site.id}`) ?? units - (standing.get(supplyId) ?? 0);
  const free = fits.filter((one) => roomOf(one) > 0);
  const [first, second] = free;
  if (first === undefined) return fail("serial_number", "no_unit_for_it");
  if (second !== undefined) {
    return fail("serial_number", "ambiguous_supply", {
      candidates: free.map(({ supplyId }) => supplyId).join(" "),
    });
  }
  ledger.room.set(`${first.supplyId}/${cells.party.id}/${site.id}`, roomOf(first) - 1);
  // A giver's own piece says of which model the rest is; a recipient's does not.
  if (first.giverId === cells.party.id) ledger.stated.set(first.supplyId, name);
  return first.supplyId;
}

/** Whether it runs there, or a problem; the rows before it are not counted, and are when it is put to work. */
async function checkRuns(
  { database, context }: CommandScope,
  { site, model, fail }: { readonly site: Site; readonly model: EquipmentModel; readonly fail: Fail },
): Promise<boolean> {
  const place = await loadRunPlace(database, context.reference, site.id, model);
  const itemIds = new Set(place.itemIds);
  const needs = answerRun({ ...place, itemIds, model, quantity: 1 }).missing.map(({ need }) => need);
  if (needs.length > 0) fail("commissioned_on", "does_not_run", { needs: needs.join(", ") });
  return needs.length === 0;
}
