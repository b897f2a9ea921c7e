import { useTranslation } from "react-i18next";
import type { TeamNeeds } from "#core/team/team-needs.ts";
import type { Capability } from "#core/team/team.ts";
import { useWording } from "../display/wording.ts";
import { useWords } from "../display/word.ts";
import { useLanguage } from "../server/reference.ts";

/** Words for what teams are and do. */
export interface TeamWords {
  readonly type: (type: string) => string;
  /** `Type 2 × 2; Specialised care (surgery)`. */
  readonly types: (capabilities: readonly Capability[]) => string;
  /** Languages by name; a dash where none is stated. */
  readonly languages: (codes: readonly string[]) => string;
  /** From one day to another, either of which may not be stated. */
  readonly days: (from: string | null, until: string | null) => string;
  /** What a team needs of its host, in short. */
  readonly needs: (needs: TeamNeeds | null) => string;
}

/** The words for teams in the language of the page. */
export function useTeamWords(): TeamWords {
  const { t } = useTranslation();
  const { word } = useWords();
  const { list, when, quantity } = useWording();
  const shown = useLanguage();
  const names = new Intl.DisplayNames(shown, { type: "language", fallback: "code" });
  const type = (name: string) => word("teamType", name);
  const notStated = t("team.notStated");
  return {
    type,
    types: (capabilities) =>
      capabilities
        .map(({ type: name, count, specialities }) => {
          const special = specialities.map((one) => word("speciality", one));
          const times = count === 1 ? "" : ` × ${quantity(count)}`;
          return `${type(name)}${times}${special.length === 0 ? "" : ` (${list(special)})`}`;
        })
        .join("; "),
    languages: (codes) =>
      codes.length === 0 ? notStated : list(codes.map((code) => names.of(code) ?? code)),
    needs: (needs) => {
      if (needs === null) return notStated;
      const { power, oxygen, goods } = needs;
      const parts = [
        ...(power === null ? [] : [`${quantity(power.watts)} W`]),
        ...(oxygen === null ? [] : [`O₂ ${quantity(oxygen.litresPerMinute)} l/min`]),
        ...(goods.length === 0 ? [] : [t("team.needsGoods")]),
      ];
      return parts.length === 0 ? t("team.needsNothing") : list(parts);
    },
    days: (from, until) => {
      if (from === null && until === null) return notStated;
      return `${from === null ? "…" : when(from)} – ${until === null ? "…" : when(until)}`;
    },
  };
}
