import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { COLD_CLASSES, COLD_RANGES, type ColdClass } from "#core/cold-chain/cold-class.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import type { OwnParty } from "../server/me.ts";
import { useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

type Typed = Readonly<Partial<Record<`${"held" | "perDay"} ${ColdClass}`, string>>>;

/** States what a site of one's party has of cold storage. Nothing where the party has no site. */
export function CapacityForm({ party }: { readonly party: OwnParty }) {
  const { t } = useTranslation();
  const sites = (useSites().data ?? []).filter(({ partyId }) => partyId === party.id);
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState<Typed>({});
  const siteId = sites.find(({ id }) => id === chosen)?.id ?? sites[0]?.id ?? "";
  type Body = Parameters<typeof server.stateColdCapacity>[0]["body"];
  const command = useCommand<Body, unknown>((body, commandId) =>
    server.stateColdCapacity({ body, commandId }),
  );
  const errors = useFieldErrors(command.problem);
  if (sites.length === 0) return null;
  const stated = COLD_CLASSES.filter((one) => (typed[`held ${one}`] ?? "").trim() !== "");
  // Ids as the server sent them; a wrong number comes back at its field.
  const makeBody = (): Body => ({
    partyId: party.id as PartyId,
    siteId: siteId as SiteId,
    classes: stated.map((temperatureClass) => {
      const perDay = (typed[`perDay ${temperatureClass}`] ?? "").trim();
      return {
        temperatureClass,
        heldCubicCentimetres: readCount(typed[`held ${temperatureClass}`] ?? ""),
        ...(perDay === "" ? {} : { perDayCubicCentimetres: readCount(perDay) }),
      };
    }),
  });
  return (
    <details className="filter-box">
      <summary>
        {t("cold.room")}: {party.name}
      </summary>
      <p>{t("cold.roomLead")}</p>
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("cold.state")}>
        <NativeSelect
          label={t("cold.roomOf")}
          value={siteId}
          error={errors("siteId")}
          data={sites.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        {COLD_CLASSES.map((one) => (
          <div key={one} className="fields form-line">
            {(["held", "perDay"] as const).map((field) => (
              <TextInput
                key={field}
                inputMode="numeric"
                label={t(`cold.${field}`, { range: `\u2066${COLD_RANGES[one]}\u2069` })}
                value={typed[`${field} ${one}`] ?? ""}
                error={errors(`classes.${stated.indexOf(one)}.${field}CubicCentimetres`)}
                onChange={(event) => setTyped({ ...typed, [`${field} ${one}`]: event.currentTarget.value })}
              />
            ))}
          </div>
        ))}
      </CommandForm>
    </details>
  );
}
