import { Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { useNames } from "../server/reference.ts";

type Remarks = NonNullable<NonNullable<RoundView["outcome"]>["equipment"]>;

/** Equipment that does not run where it is asked for, or of which nobody has stated what would tell. Nothing is drawn where all of it runs. */
export function RunRemarks({ remarks }: { readonly remarks: Remarks }) {
  const { t } = useTranslation();
  const names = useNames();
  if (remarks.length === 0) return null;
  return (
    <section className="section" aria-labelledby="run-remarks">
      <Title order={2} size="h3" id="run-remarks">
        {t("round.equipment")}
      </Title>
      <p>{t("round.equipmentLead")}</p>
      <ul>
        {remarks.map(({ callId, callLineNumber, modelId, partyCode, itemId, model, answer }) => (
          <li key={`${callId}/${callLineNumber}/${modelId}`}>
            <Link to="/calls/$callId" params={{ callId }}>
              {t(`round.equipment_${answer}`, {
                line: `${names.party(partyCode)}, ${names.item(itemId)}`,
                model,
              })}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
