import { PLUG_TYPES, readVoltageRange } from "#core/equipment/power.ts";
import {
  completeTeamNeeds,
  OXYGEN_PRESSURES,
  type StateTeamNeeds,
  type TeamNeeds,
} from "#core/team/team-needs.ts";
import { readGoodsNeeds } from "#core/team/read-goods-needs.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, type CellStyle } from "#formats/table/read-rows.ts";

type Count = (text: string, style: CellStyle) => Parsed<number>;
type StatedGoods = NonNullable<StateTeamNeeds["goods"]>;

/** The columns of what a team needs: a figure of 0 states that it needs none. */
export function buildNeedFields(count: Count) {
  return {
    powerWatts: allowField(["power_watts"], count),
    powerVoltage: allowField(["power_voltage"], (text): Parsed<string> => {
      const stated = text.trim();
      return readVoltageRange(stated) === undefined ? unparsed("not_a_voltage_range") : parsed(stated);
    }),
    powerPlugs: allowField(["power_plugs"], (text) => {
      const plugs = text
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter((part) => part !== "");
      const known = PLUG_TYPES.filter((plug) => plugs.includes(plug));
      return known.length === new Set(plugs).size
        ? parsed(known)
        : unparsed("one_of", { allowed: PLUG_TYPES.join(" ") });
    }),
    powerHoursPerDay: allowField(["power_hours_per_day"], count),
    oxygenLitresPerMinute: allowField(["oxygen_litres_per_minute"], count),
    oxygenPressure: allowField(["oxygen_pressure"], (text) => {
      const found = OXYGEN_PRESSURES.find((one) => one === text.trim());
      return found === undefined
        ? unparsed("one_of", { allowed: OXYGEN_PRESSURES.join(", ") })
        : parsed(found);
    }),
    goods: allowField(["needs_goods"], parseGoods),
  };
}

/** Fields of the offer → columns of the file. */
export const NEED_COLUMNS: Readonly<Record<string, string>> = {
  "needs.power.watts": "power_watts",
  "needs.power.voltage": "power_voltage",
  "needs.power.hoursPerDay": "power_hours_per_day",
  "needs.oxygen.litresPerMinute": "oxygen_litres_per_minute",
  "needs.goods": "needs_goods",
};

function parseGoods(text: string): Parsed<StatedGoods> {
  const read = readGoodsNeeds(text);
  return read.ok ? parsed(read.goods) : unparsed("goods_need", { part: read.part });
}

interface NeedCells {
  readonly powerWatts: number | null;
  readonly powerVoltage: string | null;
  readonly powerPlugs: StatedPower["plugs"] | null;
  readonly powerHoursPerDay: number | null;
  readonly oxygenLitresPerMinute: number | null;
  readonly oxygenPressure: (typeof OXYGEN_PRESSURES)[number] | null;
  readonly goods: readonly StatedGoods[number][] | null;
  readonly selfSufficiencyDays: number | null;
}
type StatedPower = NonNullable<StateTeamNeeds["power"]>;

/** The needs that a row states; `null` where it states none of them. */
export function readNeedCells(cells: NeedCells): TeamNeeds | null {
  const { powerWatts: watts, oxygenLitresPerMinute: litresPerMinute, oxygenPressure, goods } = cells;
  const { powerVoltage: voltage, powerHoursPerDay: hoursPerDay, powerPlugs: plugs } = cells;
  const asked = [watts, voltage, plugs, hoursPerDay, litresPerMinute, oxygenPressure, goods];
  if (asked.every((one) => one === null)) return null;
  const hasPower = watts !== 0 && [watts, voltage, plugs, hoursPerDay].some((one) => one !== null);
  const hasOxygen = litresPerMinute !== 0 && (litresPerMinute !== null || oxygenPressure !== null);
  return completeTeamNeeds(
    {
      // A figure that is missing where it is needed is refused as one of 0.
      power: hasPower ? { watts: watts ?? 0, voltage, plugs: plugs ?? [], hoursPerDay } : null,
      oxygen: hasOxygen
        ? { litresPerMinute: litresPerMinute ?? 0, pressure: oxygenPressure ?? "low_pressure" }
        : null,
      goods: goods ?? [],
    },
    cells.selfSufficiencyDays,
  );
}
