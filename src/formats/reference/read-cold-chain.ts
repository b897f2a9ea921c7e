import { COLD_CLASSES } from "#core/cold-chain/cold-class.ts";
import { EXCURSION_KINDS, type ExcursionRule } from "#core/cold-chain/excursion.ts";
import { type VaccinePresentation, VVM_TYPES } from "#core/cold-chain/vaccine-item.ts";
import {
  checkKeys,
  findDay,
  findOneOf,
  findQuantity,
  findText,
  readDecimal,
  readOneOf,
  readQuantity,
  readRows,
  readText,
} from "./reference-row.ts";

const PRESENTATION_COLUMNS = [
  "item",
  "presentation",
  "doses_per_vial",
  "cold_cubic_millimetres_per_dose",
  "temperature_class",
  "shelf_life_months",
  "vvm_type",
  "diluent",
  "syringe_millilitres",
  "approval",
  "approved_on",
  "source_url",
];

/** The presentations of `data/vaccine-items.csv`. Throws if the table is broken. */
export function readVaccinePresentations(text: string): readonly VaccinePresentation[] {
  const rows = readRows("vaccine-items.csv", text, PRESENTATION_COLUMNS);
  checkKeys(rows, ["item", "presentation"]);
  return rows.map((row) => ({
    itemId: readText(row, "item"),
    presentation: readText(row, "presentation", /^[a-z][a-z0-9_]{0,39}$/),
    dosesPerVial: findQuantity(row, "doses_per_vial"),
    coldCubicMillimetresPerDose: findQuantity(row, "cold_cubic_millimetres_per_dose"),
    temperatureClass: readOneOf(row, "temperature_class", COLD_CLASSES),
    shelfLifeMonths: findQuantity(row, "shelf_life_months"),
    vvmType: findOneOf(row, "vvm_type", VVM_TYPES),
    diluent: findOneOf(row, "diluent", ["none", "sodium_chloride_0_9"]),
    syringeMillilitres: findText(row, "syringe_millilitres"),
    approval: findOneOf(row, "approval", ["who_eul", "who_pq"]),
    approvedOn: findDay(row, "approved_on"),
    sourceUrl: readText(row, "source_url", /^https:\/\/\S+$/),
  }));
}

const RULE_COLUMNS = [
  "temperature_class",
  "kind",
  "hundredths_celsius",
  "is_limit_outside",
  "minutes",
  "source",
];

/** The rules of `data/excursion-rules.csv`, one a class and kind. Throws if the table is broken. */
export function readExcursionRules(text: string): readonly ExcursionRule[] {
  const rows = readRows("excursion-rules.csv", text, RULE_COLUMNS);
  checkKeys(rows, ["temperature_class", "kind"]);
  return rows.map((row) => ({
    temperatureClass: readOneOf(row, "temperature_class", COLD_CLASSES),
    kind: readOneOf(row, "kind", EXCURSION_KINDS),
    hundredthsCelsius: readDecimal(row, "hundredths_celsius", { min: -27_315, max: 30_000 }),
    isLimitOutside: readOneOf(row, "is_limit_outside", ["true", "false"]) === "true",
    minutes: readQuantity(row, "minutes"),
    source: readText(row, "source"),
  }));
}
