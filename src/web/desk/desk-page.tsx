import { Alert, Group, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { useWording } from "../display/wording.ts";
import { mayRecall } from "../recall/may-recall.ts";
import { listOwnParties, type Me, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { DeploymentList } from "../team/deployment-list.tsx";
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
      <Beginnings me={me} parties={parties} />
      {parties.map((party) => (
        <PartyDesk key={party.id} party={party} />
      ))}
    </>
  );
}

function Beginnings({ me, parties }: { readonly me: Me; readonly parties: readonly OwnParty[] }) {
  const { t } = useTranslation();
  const holds = (role: OwnParty["roles"][number]) => parties.some((party) => party.roles.includes(role));
  return (
    <Group my="md" gap="sm">
      {holds("warehouse") || holds("logistician") ? (
        <Link to="/desk/arrivals" className="button-link">
          {t("nav.arrivals")}
        </Link>
      ) : null}
      {holds("focal_point") ? (
        <>
          <Link to="/desk/raise-call" className="button-link">
            {t("call.raise")}
          </Link>
          <Link to="/desk/make-offer" className="button-link">
            {t("offer.make")}
          </Link>
          <Link to="/desk/shelf-life" className="button-link">
            {t("shelfLife.title")}
          </Link>
          <Link to="/desk/call-for-teams" className="button-link">
            {t("teamCall.make")}
          </Link>
          <Link to="/desk/offer-team" className="button-link">
            {t("team.register")}
          </Link>
          <Link to="/desk/roster" className="button-link">
            {t("roster.title")}
          </Link>
        </>
      ) : null}
      {holds("warehouse") || holds("logistician") || holds("focal_point") ? (
        <Link to="/desk/cold-chain" className="button-link">
          {t("nav.coldChain")}
        </Link>
      ) : null}
      {parties.length === 0 ? null : (
        <>
          <Link to="/desk/equipment" className="button-link">
            {t("nav.equipment")}
          </Link>
          <Link to="/desk/sites" className="button-link">
            {t("site.title")}
          </Link>
          <Link to="/desk/lanes" className="button-link">
            {t("lane.title")}
          </Link>
        </>
      )}
      {holds("warehouse") || holds("logistician") ? (
        <Link to="/desk/session" className="button-link">
          {t("session.title")}
        </Link>
      ) : null}
      {holds("coordinator") ? (
        <Link to="/desk/open-round" className="button-link">
          {t("round.open")}
        </Link>
      ) : null}
      {parties.some((party) => mayRecall(me, party)) ? (
        <Link to="/desk/start-recall" className="button-link">
          {t("recall.start")}
        </Link>
      ) : null}
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
