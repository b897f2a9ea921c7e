import type { Delivery } from "#core/consignment/record-delivery.ts";
import type { Problem } from "#core/result.ts";
import { parseText } from "#formats/table/parse-cell.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { requireField, type RowOf } from "#formats/table/read-rows.ts";

/**
 * The columns by which the files of the Italian government (Dipartimento per la trasformazione digitale, Covid-19 Opendata Vaccini)
 * name a region: their own code, the code of ISTAT, those of NUTS, and the name.
 */
export const ITALY_AREA_FIELDS = {
  area: requireField(["area"], (text): Parsed<string> => {
    const code = text.trim();
    return /^[A-Z]{2,4}$/.test(code) ? parsed(code) : unparsed("not_an_area_code");
  }),
  nuts1: requireField(["N1"], (text) => parseText(text, 10)),
  nuts2: requireField(["N2"], (text) => parseText(text, 10)),
  istat: requireField(["ISTAT"], (text) => parseText(text, 10)),
  region: requireField(["reg"], (text) => parseText(text, 60)),
};

type AreaCells = RowOf<typeof ITALY_AREA_FIELDS>;

/**
 * The site that stands for all stores and clinics of a region, for the files do not say more: `ITA-` and the file's code; its
 * name has the codes of ISTAT and NUTS.
 */
export function buildAreaSite(cells: AreaCells): NonNullable<Delivery["site"]> {
  const name = `${cells.region} (ISTAT ${cells.istat}, NUTS ${cells.nuts2})`;
  return { code: `ITA-${cells.area}`, name, kind: "warehouse" };
}

/** Rows in which an area has other codes or another name than in the rows before: `area_disagrees`. */
export function listAreaProblems(
  rows: readonly { readonly line: number; readonly value: AreaCells }[],
): readonly Problem[] {
  const known = new Map<string, { readonly name: string; readonly line: number }>();
  return rows.flatMap(({ line, value }): Problem[] => {
    const { area, nuts1, nuts2, istat, region } = value;
    const name = [region, istat, nuts1, nuts2].join(", ");
    const first = known.get(area);
    if (first === undefined) known.set(area, { name, line });
    if (first === undefined || first.name === name) return [];
    const facts = { first_line: first.line, there: first.name };
    return [{ field: "area", value: `${area}: ${name}`, rule: "area_disagrees", line, facts }];
  });
}
