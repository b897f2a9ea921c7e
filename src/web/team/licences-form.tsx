import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MembersView } from "#api/volunteer.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { type Profession, PROFESSIONS } from "#core/volunteer/profession.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";

type Rule = MembersView["licenceRule"];

/** The licences that a host asks, in a sentence. */
export function LicencesAsked({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const { list } = useWording();
  if (rule.professions.length === 0) return <p className="note">{t("teamMember.licencesNone")}</p>;
  return (
    <p className="note">
      {t("teamMember.licencesAsked")}: {list(rule.professions.map((one) => t(`profession.${one}`)))}
      {rule.inHostCountry ? `; ${t("teamMember.inHostCountry")}` : null}
    </p>
  );
}

/** The host says of which professions it asks a licence to practise, and whether one of its own country. */
export function LicencesForm({
  deploymentId,
  rule,
}: {
  readonly deploymentId: DeploymentId;
  readonly rule: Rule;
}) {
  const { t } = useTranslation();
  const [professions, setProfessions] = useState<readonly Profession[]>(rule.professions);
  const [inHostCountry, setInHostCountry] = useState(rule.inHostCountry);
  const command = useCommand<Parameters<typeof server.askLicences>[0]["body"], Rule>((body, commandId) =>
    server.askLicences({ params: { deploymentId }, body, commandId }),
  );
  return (
    <details>
      <summary>{t("teamMember.licencesAsked")}</summary>
      <CommandForm
        command={command}
        makeBody={() => ({ professions: [...professions], inHostCountry })}
        submitLabel={t("teamMember.ask")}
      >
        <div className="fields">
          {PROFESSIONS.map((one) => (
            <Checkbox
              key={one}
              label={t(`profession.${one}`)}
              checked={professions.includes(one)}
              onChange={(event) =>
                setProfessions(
                  event.currentTarget.checked
                    ? [...professions, one]
                    : professions.filter((other) => other !== one),
                )
              }
            />
          ))}
        </div>
        <Checkbox
          my="sm"
          label={t("teamMember.inHostCountry")}
          checked={inHostCountry}
          onChange={(event) => setInHostCountry(event.currentTarget.checked)}
        />
      </CommandForm>
    </details>
  );
}
