import { Alert, Group, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { useWording } from "../display/wording.ts";
import { listOwnParties, type Me, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { DeploymentList } from "../team/deployment-list.tsx";
import { listBeginnings } from "./beginnings.ts";
import { AgreementList, CallList, ConsignmentList, OfferList } from "./desk-lists.tsx";
import { SignedInOnly } from "./signed-in-only.tsx";
import { UseForm } from "./use-form.tsx";

/** What concerns the parties in which one holds a role, and what one can begin. */
export function DeskPage() {
  return <SignedInOnly>{(me) => <Desk me={me} />}</SignedInOnly>;
}

function Desk({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const parties = listOwnParties(me);
  return (
    <>
      <PageTitle>{t("desk.title")}</PageTitle>
      {parties.length === 0 ? (
        <Alert color="yellow" my="md">
          {t("desk.noParty")}
        </Alert>
      ) : null}
      <Beginnings me={me} />
      {parties.map((party) => (
        <PartyDesk key={party.id} party={party} />
      ))}
    </>
  );
}

function Beginnings({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  return (
    <Group my="md" gap="sm">
      {listBeginnings(me).map(({ to, key }) => (
        <Link key={to} to={to} className="button-link">
          {t(key)}
        </Link>
      ))}
    </Group>
  );
}

function PartyDesk({ party }: { readonly party: OwnParty }) {
  const { t } = useTranslation();
  const { list } = useWording();
  const names = useNames();
  const titleId = `party-${party.code}`;
  const country = names.party(party.code);
  const name = country === party.code ? party.name : country;
  const mayRecordUse = party.roles.some((role) => role === "warehouse" || role === "logistician");
  return (
    <section className="section" aria-labelledby={titleId}>
      <Title order={2} size="h3" id={titleId}>
        {name}
      </Title>
      <p className="note">
        {t("desk.roles")}: {list(party.roles.map((role) => t(`role.${role}`)))}
      </p>
      <CallList party={party} name={name} />
      <OfferList party={party} name={name} />
      {party.roles.includes("focal_point") ? (
        <p>
          <Link to="/calls" hash="needed">
            {t("calls.needed")}
          </Link>
        </p>
      ) : null}
      <AgreementList party={party} name={name} />
      <ConsignmentList party={party} name={name} />
      <Title order={3} size="h4">
        {t("teams.deployments")}
      </Title>
      <DeploymentList party={party.code} />
      {mayRecordUse ? <UseForm party={party} /> : null}
    </section>
  );
}
