import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PartyId } from "#core/id.ts";
import { ROLES, type Role } from "#core/party/party.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";

/** Invites somebody to a role: the link that comes back is passed on by whoever invites. */
export function InviteForm({ partyId }: { readonly partyId: PartyId }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("focal_point");
  const [made, setMade] = useState<{ readonly email: string; readonly token: string } | null>(null);
  const command = useCommand(
    (body: { readonly email: string; readonly role: Role }, commandId: string) =>
      server.inviteMember({ params: { partyId }, body, commandId }),
    (invitation) => {
      setMade(invitation);
      setEmail("");
    },
  );
  const errors = useFieldErrors(command.problem);
  return (
    <details className="filter-box">
      <summary>{t("members.invite")}</summary>
      <CommandForm
        command={command}
        makeBody={() => ({ email: email.trim(), role })}
        submitLabel={t("members.inviteGo")}
      >
        <div className="fields">
          <TextInput
            label={t("signIn.email")}
            type="email"
            dir="ltr"
            value={email}
            error={errors("email")}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <NativeSelect
            label={t("members.role")}
            value={role}
            data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
            onChange={({ currentTarget: { value } }) => {
              const chosen = ROLES.find((one) => one === value);
              if (chosen !== undefined) setRole(chosen);
            }}
          />
        </div>
      </CommandForm>
      {made === null ? null : (
        <TextInput
          mt="md"
          label={t("members.link", { email: made.email })}
          description={t("members.linkHint")}
          readOnly
          dir="ltr"
          // After the #, which no browser sends to any server: it stands in no log.
          value={`${window.location.origin}/invitation#${made.token}`}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </details>
  );
}
