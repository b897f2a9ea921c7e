import { canonicalJson } from "#core/canonical-json.ts";
import { type AssetId, foldSerialNumber } from "#core/equipment/asset.ts";
import { nameModel } from "#core/equipment/equipment-model.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { readRows } from "#formats/table/read-rows.ts";
import { findModelByName } from "#store/equipment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { registerAssetsWithin } from "../equipment/register-assets.ts";
import { registerModelWithin } from "../equipment/register-model.ts";
import { takeAssetStepWithin } from "../equipment/take-asset-step.ts";
import { type CommandScope, runTogether } from "../run-command.ts";
import { type AssetCells, buildAssetFields } from "./asset-fields.ts";
import {
  type ImportFile,
  type ImportOptions,
  mergeProblems,
  readImportTable,
  tellImport,
} from "./import-file.ts";
import { readKnownParties } from "./known-parties.ts";
import { type AssetRow, planAssets, type PlannedAsset, type PlannedRegistration } from "./plan-assets.ts";
import { formRowId } from "./row-id.ts";

/**
 * Imports equipment with serial numbers: each row is one piece, a unit of a supply that the party has at the site, and registers its model where
 * nobody knows it yet. With `commissioned_on` it is put to work there, where it runs.
 *
 * Refuses with `not_permitted`, then `malformed` with every problem of every row; then nothing is written. A piece that is registered already
 * is not registered again, wherever it has been brought since by its own row's registration; where its row says now when it was put to work, and
 * it never was, it is put to work. What such a row says otherwise than is recorded is a problem (`asset_stated_otherwise`).
 */
export async function importAssets(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const parties = await readKnownParties(context.database);
  const { mapping } = options;
  const read = readRows(table.value, buildAssetFields(parties), {
    ...(mapping === undefined ? {} : { mapping }),
    key: ({ maker, model, serialNumber }) => canonicalJson(foldName(maker, model, serialNumber)),
  });
  const rows = read.rows.map(({ line, value }) => buildRow(line, value));
  const posted = await runTogether(context, meta, async (scope) => {
    const found = startProblemList();
    const planned = await planAssets(scope, rows, (problem: Problem) => found.add(problem));
    if (!planned.ok) return planned;
    const problems = mergeProblems(read.problems, found.list());
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    if (options.dryRun) return planned;
    for (const one of planned.value) {
      const done = await postAsset(scope, one);
      if (!done.ok) return done;
    }
    return planned;
  });
  if (!posted.ok) return posted;
  const fresh = new Set(posted.value.map(({ row }) => row));
  const imported = rows.map((row) => ({
    line: row.line,
    id: row.id,
    state: fresh.has(row) ? ("posted" as const) : ("already_posted" as const),
    summary: row.summary,
  }));
  const from = { table: table.value, unread: read.unread, options };
  return accept(tellImport({ kind: "assets", rows: imported }, from));
}

function foldName(maker: string, model: string, serialNumber: string) {
  return [maker.toUpperCase(), model.toUpperCase(), foldSerialNumber(serialNumber)];
}

function buildRow(line: number, cells: AssetCells): AssetRow {
  const { party, site, maker, model, serialNumber } = cells;
  const [upperMaker, upperModel, serial] = foldName(maker, model, serialNumber);
  const facts = { party: party.code, site, maker: upperMaker, model: upperModel, serial };
  return {
    line,
    cells,
    id: formRowId("asset", facts),
    summary: `${party.code} has ${nameModel({ maker, name: model })} ${serialNumber} at ${site}`,
  };
}

async function postAsset(scope: CommandScope, planned: PlannedAsset) {
  if (planned.kind === "commission") return await commission(scope, planned.row, planned.assetId);
  const registered = await register(scope, planned);
  if (!registered.ok || planned.row.cells.commissionedOn === null) return registered;
  const [asset] = registered.value.assets;
  return asset === undefined ? registered : await commission(scope, planned.row, asset.id);
}

/** The scope of a command that is one of the file's. */
function withId(scope: CommandScope, commandId: AssetRow["id"]): CommandScope {
  return { ...scope, meta: { ...scope.meta, commandId } };
}

async function register(scope: CommandScope, planned: PlannedRegistration) {
  const { row, partyId, siteId, supplyId } = planned;
  const { maker, name } = planned.model;
  // A row before this one may have registered it.
  let modelId = planned.modelId ?? (await findModelByName(scope.database, { maker, name }))?.id;
  if (modelId === undefined) {
    const id = formRowId("equipment_model", { maker: maker.toUpperCase(), name: name.toUpperCase() });
    const registered = await registerModelWithin(withId(scope, id), planned.model);
    if (!registered.ok) return registered;
    modelId = registered.value.id;
  }
  const { serialNumber, registeredOn } = row.cells;
  const occurred = registeredOn ?? undefined;
  const command = { partyId, siteId, supplyId, modelId, serialNumbers: [serialNumber], occurred };
  return await registerAssetsWithin(withId(scope, row.id), command);
}

async function commission(scope: CommandScope, { id, cells }: AssetRow, assetId: AssetId) {
  const occurred = cells.commissionedOn ?? undefined;
  const own = withId(scope, formRowId("asset_commission", id));
  return await takeAssetStepWithin(own, { assetId, step: "commission", occurred });
}
