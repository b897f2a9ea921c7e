import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SITE_KINDS } from "#core/site/site.ts";
import type { FieldErrors } from "../display/problem.tsx";

/** What of a site can be stated anew, as it is typed. */
export interface SiteTexts {
  readonly name: string;
  readonly kind: (typeof SITE_KINDS)[number];
  readonly unLocode: string;
  readonly latitude: string;
  readonly longitude: string;
}

const DECIMAL = /^[-\u2212]?\d+([.,]\d+)?$/;

/**
 * What was typed as a number with or without decimals, which a comma may begin too. A text that is none is handed on as it is:
 * the server refuses it at its field.
 */
export function readDecimal(text: string): number {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return trimmed as unknown as number;
  return Number(trimmed.replace(",", ".").replace("\u2212", "-"));
}

/** The fields of a site that can be changed later. */
export function SiteFields({
  texts,
  errors,
  change,
}: {
  readonly texts: SiteTexts;
  readonly errors: FieldErrors;
  readonly change: (part: Partial<SiteTexts>) => void;
}) {
  const { t } = useTranslation();
  const optional = (label: string) => `${label} ${t("form.optional")}`;
  return (
    <>
      <TextInput
        label={t("site.name")}
        value={texts.name}
        error={errors("name")}
        onChange={({ currentTarget: { value } }) => change({ name: value })}
      />
      <NativeSelect
        label={t("site.kind")}
        value={texts.kind}
        error={errors("kind")}
        data={SITE_KINDS.map((value) => ({ value, label: t(`site.kind.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          change({ kind: SITE_KINDS.find((one) => one === value) ?? "warehouse" })
        }
      />
      <TextInput
        label={optional(t("site.unLocode"))}
        value={texts.unLocode}
        error={errors("unLocode")}
        onChange={({ currentTarget: { value } }) => change({ unLocode: value })}
      />
      {(["latitude", "longitude"] as const).map((name) => (
        <TextInput
          key={name}
          inputMode="decimal"
          label={optional(t(`site.${name}`))}
          value={texts[name]}
          error={errors(name)}
          onChange={({ currentTarget: { value } }) => change({ [name]: value })}
        />
      ))}
    </>
  );
}
