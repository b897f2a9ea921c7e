import type { Field } from "#formats/data-package/field.ts";
import type { AppContext } from "../context.ts";
import { listMovementFields } from "../ledger/movement-fields.ts";
import { listStatementFields } from "./statement-fields.ts";

/** What an empty statement says of itself: its columns are those of every other. */
const NO_ROWS = { rows: [], asOf: "", ledgerPosition: 0, scenario: null };

/** The columns of the bulk files by table, in their order, with what each means: as `datapackage.json` has them. In English. */
export function describeTables({ reference }: AppContext) {
  return [
    { name: "statement" as const, fields: listStatementFields(NO_ROWS).map(describe) },
    { name: "movements" as const, fields: listMovementFields(reference).map(describe) },
  ];
}

function describe<Row>({ name, type, meaning, unit, source, nullMeaning }: Field<Row>) {
  return { name, type, description: meaning, unit: unit ?? null, source, nullMeaning: nullMeaning ?? null };
}
