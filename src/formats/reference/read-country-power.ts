import { type CountryPower, FREQUENCIES, isVoltage, PLUG_TYPES } from "#core/equipment/power.ts";
import { brokenCell, checkKeys, type ReferenceRow, readRows, readText } from "./reference-row.ts";

const COLUMNS = ["country", "voltages", "frequencies", "sockets"];

/** The public supplies of countries, from `data/country-power.csv`. Throws if the table is broken. */
export function readCountryPower(text: string): readonly CountryPower[] {
  const rows = readRows("country-power.csv", text, COLUMNS);
  checkKeys(rows, ["country"]);
  return rows.map((row) => ({
    country: readText(row, "country", /^[A-Z]{3}$/),
    voltages: readList(row, "voltages", (word) => (isVoltage(Number(word)) ? Number(word) : undefined)),
    frequencies: readList(row, "frequencies", (word) => FREQUENCIES.find((one) => String(one) === word)),
    sockets: readList(row, "sockets", (word) => PLUG_TYPES.find((one) => one === word)),
  }));
}

function readList<Value>(
  row: ReferenceRow,
  field: string,
  read: (word: string) => Value | undefined,
): Value[] {
  return readText(row, field)
    .split(" ")
    .map((word) => {
      const value = read(word);
      if (value === undefined) throw brokenCell(row, field, `"${word}" is none`);
      return value;
    });
}
