import { Checkbox, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PLUG_TYPES } from "#core/equipment/power.ts";
import { readGoodsNeeds } from "#core/team/read-goods-needs.ts";
import type { StateTeamNeeds } from "#core/team/team-needs.ts";
import { readCount } from "../display/command-form.tsx";

/** The fields of what a team needs, empty. */
export const NO_NEEDS = {
  powerWatts: "",
  powerVoltage: "",
  powerPlugs: "",
  oxygen: "",
  oxygenHigh: false,
  goods: "",
};
type NeedTexts = typeof NO_NEEDS;

/**
 * The needs that were typed; none where all is empty. What cannot be read is sent as what the server refuses by its field: a figure
 * as no number, goods as one without an item.
 */
export function readNeeds(texts: NeedTexts): { readonly needs?: StatedNeeds } {
  const { powerWatts, powerVoltage, powerPlugs, oxygen, oxygenHigh, goods } = texts;
  if ([powerWatts, powerVoltage, powerPlugs, oxygen, goods].every((text) => text.trim() === "")) return {};
  const plugs = PLUG_TYPES.filter((plug) => powerPlugs.toUpperCase().includes(plug));
  const read = readGoodsNeeds(goods);
  const watts = powerWatts.trim() === "" ? 0 : readCount(powerWatts);
  const hasPower = watts !== 0 || powerVoltage.trim() !== "" || plugs.length > 0;
  const litresPerMinute = oxygen.trim() === "" ? 0 : readCount(oxygen);
  return {
    needs: {
      power: hasPower
        ? { watts, plugs, ...(powerVoltage.trim() === "" ? {} : { voltage: powerVoltage.trim() }) }
        : null,
      oxygen:
        litresPerMinute === 0
          ? null
          : { litresPerMinute, pressure: oxygenHigh ? "high_pressure" : "low_pressure" },
      goods: read.ok
        ? read.goods.map((one) => ({ ...one, items: [...one.items] }))
        : [{ items: [], quantity: 0 }],
    },
  };
}

/** Needs as a body has them. */
interface StatedNeeds {
  readonly power: { watts: number; plugs: (typeof PLUG_TYPES)[number][]; voltage?: string } | null;
  readonly oxygen: { litresPerMinute: number; pressure: "high_pressure" | "low_pressure" } | null;
  readonly goods: (Omit<NonNullable<StateTeamNeeds["goods"]>[number], "items"> & { items: string[] })[];
}

/** How goods are written, the same in every language. */
const EXAMPLE = "medical_mask=500/7; examination_gloves=1000";

/** What a team needs of its host. */
export function NeedFields({
  texts,
  change,
  errors,
}: {
  readonly texts: NeedTexts;
  readonly change: (part: Partial<NeedTexts>) => void;
  readonly errors: (field: string) => ReactNode;
}) {
  const { t } = useTranslation();
  const isReadable = readGoodsNeeds(texts.goods).ok;
  const fields = [
    ["powerWatts", "needs.power.watts"],
    ["powerVoltage", "needs.power.voltage"],
    ["powerPlugs", "needs.power.plugs"],
    ["oxygen", "needs.oxygen.litresPerMinute"],
  ] as const;
  return (
    <fieldset className="form-line">
      <legend>{t("team.needs")}</legend>
      <p className="note">{t("team.goodsHint")}</p>
      <div className="fields">
        {fields.map(([name, field]) => (
          <TextInput
            key={name}
            label={`${t(`team.${name}`)} ${t("form.optional")}`}
            value={texts[name]}
            error={errors(field)}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
        ))}
        <TextInput
          label={`${t("team.goods")} ${t("form.optional")}`}
          placeholder={EXAMPLE}
          dir="ltr"
          value={texts.goods}
          error={isReadable ? (errors("needs.goods.0.items") ?? errors("needs.goods.0.items.0")) : EXAMPLE}
          onChange={(event) => change({ goods: event.currentTarget.value })}
        />
        <Checkbox
          label={t("team.oxygenHigh")}
          checked={texts.oxygenHigh}
          onChange={(event) => change({ oxygenHigh: event.currentTarget.checked })}
        />
      </div>
    </fieldset>
  );
}
