import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TEAM_TYPES, type TeamType } from "#core/team/team.ts";

/** Codes of languages as they were typed, between spaces or commas. */
export function readLanguages(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,;،]+/)
    .filter((code) => code !== "");
}

/** Which types: any number of them. */
export function TypeChoice({
  chosen,
  choose,
  error,
}: {
  readonly chosen: readonly TeamType[];
  readonly choose: (types: readonly TeamType[]) => void;
  readonly error: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="form-line">
      <legend>{t("team.types")}</legend>
      {TEAM_TYPES.map((type) => (
        <Checkbox
          key={type}
          my={6}
          label={t(`teamType.${type}`)}
          checked={chosen.includes(type)}
          onChange={(event) =>
            choose(event.currentTarget.checked ? [...chosen, type] : chosen.filter((one) => one !== type))
          }
        />
      ))}
      {error === null ? null : (
        <span role="alert" className="failed-note">
          {error}
        </span>
      )}
    </fieldset>
  );
}
