import { NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import {
  OXYGEN_NEEDS,
  type OxygenNeed,
  type OxygenPressure,
  POWER_AIDS,
  POWER_NEEDS,
  type PowerAid,
  type PowerNeed,
} from "#core/equipment/equipment-model.ts";
import { FREQUENCIES, type Frequency, PLUG_TYPES, type PlugType } from "#core/equipment/power.ts";
import { SKILLS, type Skill } from "#core/equipment/skill.ts";
import type { FieldErrors } from "../display/problem.tsx";
import { CheckChoice, FigureField, ItemsChoice, SkillChoice, type StatedList } from "./equipment-fields.tsx";

/** A model as it is typed: text, until the server has read it; empty is not stated. */
export interface ModelDraft {
  readonly power: PowerNeed | "";
  readonly voltages: string;
  readonly frequencies: readonly Frequency[];
  readonly plugTypes: readonly PlugType[];
  readonly powerWatts: string;
  readonly powerHoursPerDay: string;
  readonly oxygen: OxygenNeed | "";
  readonly oxygenLitresPerMinute: string;
  readonly consumables: StatedList<string>;
  readonly skills: StatedList<Skill>;
  readonly maintenanceDays: string;
  readonly aid: PowerAid | "";
  readonly givesSockets: readonly PlugType[];
  readonly givesVoltage: string;
  readonly givesFrequency: string;
  readonly givesWatts: string;
  readonly givesOxygen: OxygenPressure | "";
  readonly givesLitres: string;
  readonly givesSkills: readonly Skill[];
}

export const EMPTY_MODEL: ModelDraft = {
  power: "",
  voltages: "",
  frequencies: [],
  plugTypes: [],
  powerWatts: "",
  powerHoursPerDay: "",
  oxygen: "",
  oxygenLitresPerMinute: "",
  consumables: null,
  skills: null,
  maintenanceDays: "",
  aid: "",
  givesSockets: [],
  givesVoltage: "",
  givesFrequency: "",
  givesWatts: "",
  givesOxygen: "",
  givesLitres: "",
  givesSkills: [],
};

interface FieldsProps {
  readonly draft: ModelDraft;
  readonly change: (part: Partial<ModelDraft>) => void;
  readonly errors: FieldErrors;
}

/** A choice of one word, or of none: not stated. */
function WordSelect<Word extends string>({
  label,
  words,
  wordOf,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly words: readonly Word[];
  readonly wordOf: (word: Word) => string;
  readonly value: Word | "";
  readonly error: ReactNode;
  readonly onChange: (word: Word | "") => void;
}) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={label}
      value={value}
      error={error}
      data={[
        { value: "", label: t("team.notStated") },
        ...words.map((word) => ({ value: word, label: wordOf(word) })),
      ]}
      onChange={(event) => onChange(words.find((one) => one === event.currentTarget.value) ?? "")}
    />
  );
}

/** What one of a model needs: power, oxygen, consumables, skills, maintenance. */
export function NeedFields({ draft, change, errors }: FieldsProps) {
  const { t } = useTranslation();
  const ranges = draft.voltages.split(/[\s,;]+/).filter((one) => one !== "");
  const wrong = ranges.map((_, index) => errors(`voltages.${index}`)).find((one) => one !== null);
  return (
    <>
      <div className="fields">
        <WordSelect
          label={t("model.power")}
          words={POWER_NEEDS}
          wordOf={(word) => t(`model.power.${word}`)}
          value={draft.power}
          error={errors("power")}
          onChange={(power) => change({ power })}
        />
        <TextInput
          label={t("model.voltages")}
          description={t("model.voltagesHint")}
          dir="ltr"
          value={draft.voltages}
          error={wrong ?? errors("voltages")}
          onChange={(event) => change({ voltages: event.currentTarget.value })}
        />
        <FigureField
          label={t("model.powerWatts")}
          value={draft.powerWatts}
          error={errors("powerWatts")}
          onChange={(powerWatts) => change({ powerWatts })}
        />
        <FigureField
          label={t("model.powerHoursPerDay")}
          value={draft.powerHoursPerDay}
          error={errors("powerHoursPerDay")}
          onChange={(powerHoursPerDay) => change({ powerHoursPerDay })}
        />
        <WordSelect
          label={t("model.oxygen")}
          words={OXYGEN_NEEDS}
          wordOf={(word) => t(`model.oxygen.${word}`)}
          value={draft.oxygen}
          error={errors("oxygen")}
          onChange={(oxygen) => change({ oxygen })}
        />
        <FigureField
          label={t("model.oxygenLitresPerMinute")}
          value={draft.oxygenLitresPerMinute}
          error={errors("oxygenLitresPerMinute")}
          onChange={(oxygenLitresPerMinute) => change({ oxygenLitresPerMinute })}
        />
        <FigureField
          label={t("model.maintenanceDays")}
          value={draft.maintenanceDays}
          error={errors("maintenanceDays")}
          onChange={(maintenanceDays) => change({ maintenanceDays })}
        />
      </div>
      <CheckChoice
        legend={t("model.frequencies")}
        values={FREQUENCIES}
        chosen={draft.frequencies}
        choose={(frequencies) => change({ frequencies })}
        error={errors("frequencies")}
      />
      <CheckChoice
        legend={t("model.plugTypes")}
        values={PLUG_TYPES}
        chosen={draft.plugTypes}
        choose={(plugTypes) => change({ plugTypes })}
        error={errors("plugTypes")}
      />
      <ItemsChoice
        legend={t("model.consumables")}
        chosen={draft.consumables}
        choose={(consumables) => change({ consumables })}
        error={errors("consumables")}
      />
      <SkillChoice
        legend={t("model.skills")}
        chosen={draft.skills}
        choose={(skills) => change({ skills })}
        error={errors("skills")}
      />
    </>
  );
}

/** What one of a model gives to other equipment: most give nothing. */
export function GiftFields({ draft, change, errors }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <details className="filter-box">
      <summary>{t("model.gives")}</summary>
      <div className="fields">
        <WordSelect
          label={t("model.aid")}
          words={POWER_AIDS}
          wordOf={(word) => t(`model.aid.${word}`)}
          value={draft.aid}
          error={errors("provides.power")}
          onChange={(aid) => change({ aid })}
        />
        <FigureField
          label={t("model.givesVoltage")}
          value={draft.givesVoltage}
          error={errors("provides.voltage")}
          onChange={(givesVoltage) => change({ givesVoltage })}
        />
        <NativeSelect
          label={t("model.givesFrequency")}
          value={draft.givesFrequency}
          error={errors("provides.frequency")}
          data={[{ value: "", label: t("team.notStated") }, ...FREQUENCIES.map(String)]}
          onChange={(event) => change({ givesFrequency: event.currentTarget.value })}
        />
        <FigureField
          label={t("model.givesWatts")}
          value={draft.givesWatts}
          error={errors("provides.watts")}
          onChange={(givesWatts) => change({ givesWatts })}
        />
        <WordSelect
          label={t("model.givesOxygen")}
          words={["low_pressure", "high_pressure"] as const}
          wordOf={(word) => t(`model.oxygen.${word}`)}
          value={draft.givesOxygen}
          error={errors("provides.oxygen")}
          onChange={(givesOxygen) => change({ givesOxygen })}
        />
        <FigureField
          label={t("model.givesLitres")}
          value={draft.givesLitres}
          error={errors("provides.oxygenLitresPerMinute")}
          onChange={(givesLitres) => change({ givesLitres })}
        />
      </div>
      <CheckChoice
        legend={t("model.givesSockets")}
        values={PLUG_TYPES}
        chosen={draft.givesSockets}
        choose={(givesSockets) => change({ givesSockets })}
        error={errors("provides.sockets")}
      />
      <CheckChoice
        legend={t("model.givesSkills")}
        values={SKILLS}
        label={(skill) => t(`skill.${skill}`)}
        chosen={draft.givesSkills}
        choose={(givesSkills) => change({ givesSkills })}
        error={errors("provides.skills")}
      />
    </details>
  );
}
