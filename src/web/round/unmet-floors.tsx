import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

type Floors = NonNullable<NonNullable<RoundView["outcome"]>["unmetFloors"]>;

/** What the policy promises first and there is not enough for, set by set. Nothing is drawn where all of it is held. */
export function UnmetFloors({ floors }: { readonly floors: Floors }) {
  const { t } = useTranslation();
  const { quantity, list } = useWording();
  const names = useNames();
  if (floors.length === 0) return null;
  return (
    <section className="section" aria-labelledby="unmet-floors">
      <Title order={2} size="h3" id="unmet-floors">
        {t("policyRule.unmet")}
      </Title>
      <p>{t("policyRule.unmetLead")}</p>
      <ul>
        {floors.map(({ lines }) => (
          <li key={lines.map(({ callId, callLineNumber }) => `${callId}/${callLineNumber}`).join(" ")}>
            {list(
              lines.map(
                ({ partyCode, itemId, promised }) =>
                  `${names.party(partyCode)}, ${names.item(itemId)} (${quantity(Math.ceil(promised))})`,
              ),
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
