import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readCount } from "../display/command-form.tsx";
import type { FieldErrors } from "../display/problem.tsx";
import { readDecimal } from "../site/site-fields.tsx";

/** What of a lane can be stated anew: the field of the interface, its label, and how many of its units one of what is typed has. */
export const LANE_LIMITS = [
  { name: "massGramsPerDay", label: "lane.mass", hint: "lane.openHint", units: 1000 },
  { name: "volumeCubicCentimetresPerDay", label: "lane.volume", hint: "lane.openHint", units: 1000 },
  { name: "coldVolumeCubicCentimetresPerDay", label: "lane.cold", hint: "lane.openHint", units: 1000 },
  { name: "costCentsPerTonne", label: "lane.cost", hint: "lane.costHint", units: 100 },
] as const;
export type LimitName = (typeof LANE_LIMITS)[number]["name"];

/** A lane as it is typed: kilograms, litres and dollars. */
export interface LaneTexts {
  readonly transitDays: string;
  readonly limits: Readonly<Record<LimitName, string>>;
}

export const NO_LIMITS: LaneTexts["limits"] = {
  massGramsPerDay: "",
  volumeCubicCentimetresPerDay: "",
  coldVolumeCubicCentimetresPerDay: "",
  costCentsPerTonne: "",
};

/** Whole days; a text that is no number is handed on as it is, for the server to refuse at its field. */
export function readDays(text: string): number {
  const count = readCount(text);
  return Number.isNaN(count) ? (text.trim() as unknown as number) : count;
}

/** Units of the interface for what was typed; a text that is no number is handed on as it is, to be refused at its field. */
export function readLimit(text: string, units: number): number {
  const typed = readDecimal(text);
  return typeof typed === "number" ? Math.round(typed * units) : typed;
}

/** Days, limits and price of a lane. */
export function LaneFields({
  texts,
  errors,
  change,
}: {
  readonly texts: LaneTexts;
  readonly errors: FieldErrors;
  readonly change: (part: Partial<LaneTexts>) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        inputMode="numeric"
        label={t("lane.transit")}
        value={texts.transitDays}
        error={errors("transitDays")}
        onChange={({ currentTarget: { value } }) => change({ transitDays: value })}
      />
      {LANE_LIMITS.map(({ name, label, hint }) => (
        <TextInput
          key={name}
          inputMode="decimal"
          label={t(label)}
          description={t(hint)}
          value={texts.limits[name]}
          error={errors(name)}
          onChange={({ currentTarget: { value } }) => change({ limits: { ...texts.limits, [name]: value } })}
        />
      ))}
    </>
  );
}
