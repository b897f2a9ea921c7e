import { useTranslation } from "react-i18next";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

/** Something that equipment lacks somewhere, as the interface tells it; `model`: of several models, which. */
interface Missing {
  readonly need: string;
  readonly needed: string;
  readonly found: string;
  readonly model?: string;
}

const HIGH_PRESSURE = " at 4 bar";

/** A figure of a need in the language of the page: names of skills and items, numbers with their units from left to right. */
export function useFigureWords(): (need: string, text: string) => string {
  const { t } = useTranslation();
  const { word } = useWords();
  const { list } = useWording();
  const names = useNames();
  return (need, text) => {
    if (text === "") return t("run.nothing");
    if (need === "skill") return list(text.split(", ").map((one) => word("skill", one)));
    if (need === "consumable") return list(text.split(", ").map((one) => names.item(one)));
    const isHigh = text.endsWith(HIGH_PRESSURE);
    const figure = `\u2066${isHigh ? text.slice(0, -HIGH_PRESSURE.length) : text}\u2069`;
    return isHigh ? t("run.atFourBar", { figure }) : figure;
  };
}

/** Everything that is missing for equipment to run: what is needed, and what there is. */
export function MissingList({ missing }: { readonly missing: readonly Missing[] }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const figure = useFigureWords();
  return (
    <ul>
      {missing.map(({ need, needed, found, model }) => (
        <li key={`${model ?? ""} ${need} ${needed}`}>
          {model === undefined ? null : <bdi>{model}: </bdi>}
          {t("run.missing", {
            need: word("need", need),
            needed: figure(need, needed),
            found: figure(need, found),
          })}
        </li>
      ))}
    </ul>
  );
}

/** What a refusal says is missing; empty for one that says nothing of the kind. */
export function readMissing(missing: unknown): readonly Missing[] {
  if (!Array.isArray(missing)) return [];
  return missing.flatMap((one: unknown): Missing[] => {
    if (typeof one !== "object" || one === null) return [];
    if (!("need" in one) || !("needed" in one) || !("found" in one)) return [];
    const model = "model" in one ? { model: String(one.model) } : {};
    return [{ need: String(one.need), needed: String(one.needed), found: String(one.found), ...model }];
  });
}
