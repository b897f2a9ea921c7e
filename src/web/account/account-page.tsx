import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { listOwnParties, mayDo, type Me } from "../server/me.ts";
import { ApiKeys } from "./api-keys.tsx";
import { Members } from "./members.tsx";
import { PasswordForm } from "./password-form.tsx";

/** One's own password and keys, and the members of the parties that one manages. */
export function AccountPage() {
  return <SignedInOnly>{(me) => <Account me={me} />}</SignedInOnly>;
}

function Account({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("account.title")}</PageTitle>
      <p className="lead">
        {me.name} · <span dir="ltr">{me.email}</span>
      </p>
      {listOwnParties(me)
        .filter((party) => mayDo(me, "manage_members", { self: party.id }))
        .map((party) => (
          <Members key={party.id} party={party} />
        ))}
      <ApiKeys />
      <PasswordForm />
    </>
  );
}
