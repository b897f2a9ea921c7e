import type { Frequency, PlugType } from "#core/equipment/power.ts";
import { FREQUENCIES, PLUG_TYPES, readVoltageRange } from "#core/equipment/power.ts";
import { isSerialNumber } from "#core/equipment/asset.ts";
import { OXYGEN_NEEDS, POWER_NEEDS } from "#core/equipment/equipment-model.ts";
import { SKILLS, type Skill } from "#core/equipment/skill.ts";
import { isId, type SupplyId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import { parseText } from "#formats/table/parse-cell.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, type CellStyle, requireField, type RowOf } from "#formats/table/read-rows.ts";

const NAME_LENGTH_MAX = 120;

/** The columns of a list of equipment: what it is and where, and of its model as much as is known. */
export function buildAssetFields(parties: ReadonlyMap<string, Party>) {
  const day = (text: string, { dates }: CellStyle) => parseDay(text, dates);
  const count = (text: string, { numbers }: CellStyle) => parseWholeNumber(text, numbers);
  const name = (text: string) => parseText(text, NAME_LENGTH_MAX);
  return {
    party: requireField(["party", "#org+code"], (text): Parsed<Party> => {
      const party = parties.get(text.trim().toUpperCase());
      return party === undefined ? unparsed("unknown_party") : parsed(party);
    }),
    site: requireField(["site", "#loc+code"], name),
    item: requireField(["item", "#item+code"], (text) => parsed(text.trim().toLowerCase())),
    maker: requireField(["maker", "#item+maker"], name),
    model: requireField(["model", "#item+model"], name),
    serialNumber: requireField(["serial_number", "#item+serial"], (text) => {
      const number = text.trim();
      return isSerialNumber(number) ? parsed(number) : unparsed("not_a_serial_number");
    }),
    supply: allowField(["supply"], (text): Parsed<SupplyId> => {
      const id = text.trim().toLowerCase();
      return isId(id) ? parsed(id) : unparsed("unknown_supply");
    }),
    registeredOn: allowField(["registered_on", "#date+registered"], day),
    commissionedOn: allowField(["commissioned_on", "#date+commissioned"], day),
    power: allowField(["power"], (text) => parseOne(text, POWER_NEEDS)),
    voltages: allowField(["voltages", "voltage"], (text) =>
      parseList(text, (part) => (readVoltageRange(part) === undefined ? undefined : part)),
    ),
    frequencies: allowField(["frequencies", "frequency"], (text) =>
      parseList(text, (part): Frequency | undefined => FREQUENCIES.find((one) => String(one) === part)),
    ),
    plugTypes: allowField(["plug_types", "plugs"], (text) =>
      parseList(text, (part): PlugType | undefined => PLUG_TYPES.find((one) => one === part.toUpperCase())),
    ),
    powerWatts: allowField(["power_watts"], count),
    powerHoursPerDay: allowField(["power_hours_per_day"], count),
    oxygen: allowField(["oxygen"], (text) => parseOne(text, OXYGEN_NEEDS)),
    oxygenLitresPerMinute: allowField(["oxygen_litres_per_minute"], count),
    consumables: allowField(["consumables"], (text) => parseWords(text, (part) => part.toLowerCase())),
    skills: allowField(["skills"], (text) =>
      parseWords(text, (part): Skill | undefined => SKILLS.find((one) => one === part)),
    ),
    maintenanceDays: allowField(["maintenance_days"], count),
  };
}

/** What a row of a list of equipment says. */
export type AssetCells = RowOf<ReturnType<typeof buildAssetFields>>;

/** Fields of the commands → columns of the file. */
export const ASSET_COLUMNS: Readonly<Record<string, string>> = {
  name: "model",
  itemId: "item",
  plugTypes: "plug_types",
  powerWatts: "power_watts",
  powerHoursPerDay: "power_hours_per_day",
  oxygenLitresPerMinute: "oxygen_litres_per_minute",
  maintenanceDays: "maintenance_days",
};

function parseOne<Word extends string>(text: string, words: readonly Word[]): Parsed<Word> {
  const word = words.find((one) => one === text.trim().toLowerCase());
  return word === undefined ? unparsed("unknown_word", { allowed: words.join(", ") }) : parsed(word);
}

function parseList<Value>(text: string, read: (part: string) => Value | undefined): Parsed<readonly Value[]> {
  const values: Value[] = [];
  for (const part of text.split(/[\s,;]+/).filter((one) => one !== "")) {
    const value = read(part);
    if (value === undefined) return unparsed("unknown_word", { part });
    values.push(value);
  }
  return parsed(values);
}

/** `none` is an empty list, which says that none is needed; an empty cell says nothing. */
function parseWords<Value>(
  text: string,
  read: (part: string) => Value | undefined,
): Parsed<readonly Value[]> {
  return text.trim().toLowerCase() === "none" ? parsed([]) : parseList(text, read);
}
