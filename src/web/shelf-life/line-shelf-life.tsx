import { useTranslation } from "react-i18next";
import type { AgreementView } from "#api/agreement.ts";
import { isWaiver } from "#core/shelf-life/agreed-shelf-life.ts";
import { countLeftDays } from "#core/shelf-life/shelf-life.ts";
import { asDay } from "#core/time.ts";
import { useWording } from "../display/wording.ts";
import { useAskedWords } from "./use-asked-words.ts";

/** What is left of a line's lot on arrival, beside what is asked of it and by whom. */
export function LineShelfLife({ line }: { readonly line: AgreementView["lines"][number] }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const words = useAskedWords();
  const expiry = line.expiry === null ? null : asDay(line.expiry);
  const left = countLeftDays({ expiry }, asDay(line.arriveOn));
  const asked = words.asked(line);
  return (
    <>
      {left === null ? t("shelfLife.lasts") : t("shelfLife.left", { days: quantity(left) })}
      {asked === null ? null : <div className="of-which-word">{asked}</div>}
      {line.agreedShelfLifeDays === null ? null : (
        <div className="of-which-word">
          {t("shelfLife.agreed", { days: quantity(line.agreedShelfLifeDays) })}
          {isWaiver(line) ? <strong> – {t("shelfLife.waiver")}</strong> : null}
        </div>
      )}
    </>
  );
}
