import { answerRun } from "#core/equipment/can-run.ts";
import { foldSerialNumber } from "#core/equipment/asset.ts";
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
import { countStanding, findSerialNumbers, lockAssetsOf } from "#store/asset.ts";
import { findCommand } from "#store/command.ts";
import { findModelByName, findSupplyModels } from "#store/equipment.ts";
import { findSiteByCode } from "#store/site.ts";
import { listSuppliesAt, type SupplyAt } from "#store/supplies-at.ts";
import { loadRunPlace } from "../equipment/weigh-run.ts";
import type { CommandScope } from "../run-command.ts";
import { ASSET_COLUMNS, type AssetCells } from "./asset-fields.ts";

/** A row as a piece of equipment. */
export interface AssetRow {
  readonly line: number;
  readonly cells: AssetCells;
  /** The id of its registration, which follows from what it says. */
  readonly id: CommandId;
  readonly summary: string;
}

/** What a row would write. */
export interface PlannedAsset {
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

/** The rows that are new; every problem of the others is added. Refuses with `not_permitted`. Assets of the supplies are locked. */
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

function readCell({ site, model, serialNumber, commissionedOn, item }: AssetCells, field: string): string {
  const cells: Readonly<Record<string, string | null>> = { site, model, item };
  return cells[field] ?? (field === "commissioned_on" ? (commissionedOn ?? "") : serialNumber);
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
  if (model.isKnown && (await isRegistered(scope, row, model.value, fail))) return undefined;
  for (const day of [cells.registeredOn, cells.commissionedOn]) {
    if (day !== null && day > dayOf(scope.now)) return fail("commissioned_on", "occurred_in_the_future");
  }
  const supplyId = await findSupply(scope, { row, site, model: model.value, ledger, fail });
  if (supplyId === undefined) return undefined;
  if (cells.commissionedOn !== null) {
    const runs = await checkRuns(scope, site, model.value);
    if (runs.length > 0) return fail("commissioned_on", "does_not_run", { needs: runs.join(", ") });
  }
  return {
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

/** True where the piece is registered: by this very row, or a problem where it is another's. */
async function isRegistered(
  { database }: CommandScope,
  { id, cells }: AssetRow,
  model: EquipmentModel,
  fail: Fail,
): Promise<boolean> {
  const taken = await findSerialNumbers(database, model.id, [cells.serialNumber]);
  if (!taken.has(foldSerialNumber(cells.serialNumber))) return false;
  if ((await findCommand(database, id)) === undefined) fail("serial_number", "serial_number_taken");
  return true;
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

/** What is missing for it to run there; the rows before it are not counted, and are when it is put to work. */
async function checkRuns({ database, context }: CommandScope, site: Site, model: EquipmentModel) {
  const place = await loadRunPlace(database, context.reference, site.id, model);
  return answerRun({ ...place, itemIds: new Set(place.itemIds), model, quantity: 1 }).missing.map(
    ({ need }) => need,
  );
}
