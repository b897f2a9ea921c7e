import type { EquipmentModel, Provision } from "#core/equipment/equipment-model.ts";
import { GIVER } from "./book.ts";

/** What gives nothing to other equipment. */
export const PROVIDES_NOTHING: Provision = {
  power: null,
  sockets: [],
  voltage: null,
  frequency: null,
  watts: null,
  oxygen: null,
  oxygenLitresPerMinute: null,
  skills: [],
};

/** A model for tests: a ventilator of 300 W at 220 to 240 V and 50 Hz, with plugs of type G, that needs no oxygen; with what `part` says instead. */
export function makeModel(
  part: Partial<EquipmentModel> & Pick<EquipmentModel, "id" | "name">,
): EquipmentModel {
  return {
    partyId: GIVER,
    maker: "Maker",
    itemId: "ventilator",
    power: "mains",
    voltages: [{ min: 220, max: 240 }],
    frequencies: [50],
    plugTypes: ["G"],
    powerWatts: 300,
    powerHoursPerDay: 24,
    oxygen: "none",
    oxygenLitresPerMinute: null,
    consumables: [],
    skills: [],
    maintenanceDays: null,
    provides: PROVIDES_NOTHING,
    ...part,
  };
}
