import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AgreementView } from "#api/agreement.ts";
import type { AgreementId } from "#core/id.ts";
import { AgreementCourse } from "../course/course-section.tsx";
import { OwnNumber } from "../display/own-number.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { ScenarioNote, StatusMark } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";
import { LineShelfLife } from "../shelf-life/line-shelf-life.tsx";
import { AgreementActions } from "./agreement-actions.tsx";
import { PlanConsignmentForm } from "./plan-consignment-form.tsx";

/** What an agreement promises moves no unit while it is in these states. */
const BEFORE_CONSENT: readonly AgreementView["status"][] = ["proposed", "in_consultation", "declined"];

/** One agreement: its lines, what both sides have said, and what one can do with it. */
export function AgreementPage() {
  return <SignedInOnly>{(me) => <LoadedAgreement me={me} />}</SignedInOnly>;
}

function LoadedAgreement({ me }: { readonly me: Me }) {
  const { agreementId } = useParams({ from: "/agreements/$agreementId" });
  const agreement = useQuery({
    queryKey: ["agreement", agreementId],
    // The id came with the address; the server checks it.
    queryFn: () => read(server.getAgreement({ params: { agreementId: agreementId as AgreementId } })),
  });
  return <Loaded query={agreement}>{(view) => <ShownAgreement agreement={view} me={me} />}</Loaded>;
}

function ShownAgreement({ agreement, me }: { readonly agreement: AgreementView; readonly me: Me }) {
  const { t } = useTranslation();
  const names = useNames();
  const answer = (consents: boolean) => t(consents ? "agreement.consented" : "agreement.notYet");
  return (
    <>
      <PageTitle>
        {t("agreement.title", {
          giver: names.party(agreement.giverCode),
          recipient: names.party(agreement.recipientCode),
        })}{" "}
        <StatusMark status={agreement.status} />
      </PageTitle>
      <ScenarioNote scenario={agreement.scenario} />
      <p className="lead">
        {t("agreement.consents", {
          giver: answer(agreement.giverConsents),
          recipient: answer(agreement.recipientConsents),
        })}
      </p>
      <RedirectNote agreement={agreement} />
      {agreement.roundId === null ? null : (
        <p>
          <Link
            to="/rounds/$roundId/recipients/$party"
            params={{ roundId: agreement.roundId, party: agreement.recipientCode }}
          >
            {t("answer.why")}
          </Link>
        </p>
      )}
      <AgreementLines agreement={agreement} />
      <AgreementActions key={agreement.version} agreement={agreement} me={me} />
      <PlanConsignmentForm agreement={agreement} me={me} />
      {BEFORE_CONSENT.includes(agreement.status) ? null : (
        <AgreementCourse agreementId={agreement.id} version={agreement.version} />
      )}
      <Events agreement={agreement} />
      <OwnNumber id={agreement.id} />
    </>
  );
}

function RedirectNote({ agreement }: { readonly agreement: AgreementView }) {
  const { t } = useTranslation();
  const names = useNames();
  const { redirectsConsignmentId: consignmentId, holderCode } = agreement;
  if (consignmentId === null || holderCode === null) return null;
  return (
    <p>
      {t("redirect.of", { party: names.party(holderCode) })}{" "}
      <Link to="/consignments/$consignmentId" params={{ consignmentId }}>
        {t("redirect.consignment")}
      </Link>
    </p>
  );
}

function AgreementLines({ agreement }: { readonly agreement: AgreementView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const { word } = useWords();
  const names = useNames();
  const sites = useSites().data ?? [];
  const siteName = (id: string) => sites.find((site) => site.id === id)?.name ?? "–";
  return (
    <ScrollTable caption={t("agreement.caption")} minWidth={940}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.item")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.quantity")}
          </Table.Th>
          <Table.Th scope="col">{t("column.terms")}</Table.Th>
          <Table.Th scope="col">{t("column.from")}</Table.Th>
          <Table.Th scope="col">{t("column.to")}</Table.Th>
          <Table.Th scope="col">{t("form.departOn")}</Table.Th>
          <Table.Th scope="col">{t("form.arriveOn")}</Table.Th>
          <Table.Th scope="col">{t("shelfLife.column")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {agreement.lines.map((line) => (
          <Table.Tr key={line.lineNumber}>
            <Table.Th scope="row">
              <Link to="/calls/$callId" params={{ callId: line.callId }}>
                {names.item(line.itemId)}
              </Link>{" "}
              <span className="of-which-word">({names.unitOf(line.itemId)})</span>
            </Table.Th>
            <Table.Td className="number">{quantity(line.quantity)}</Table.Td>
            <Table.Td>{word("terms", line.terms)}</Table.Td>
            <Table.Td>{siteName(line.fromSiteId)}</Table.Td>
            <Table.Td>{siteName(line.toSiteId)}</Table.Td>
            <Table.Td>{when(line.departOn)}</Table.Td>
            <Table.Td>{when(line.arriveOn)}</Table.Td>
            <Table.Td>
              <LineShelfLife line={line} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function Events({ agreement }: { readonly agreement: AgreementView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  const { word } = useWords();
  const stepText = (step: string) => word("agreement.step", step.replace(/_agreement$/, ""));
  return (
    <section className="section" aria-labelledby="events">
      <Title order={2} size="h3" id="events">
        {t("agreement.events")}
      </Title>
      {agreement.events.length === 0 ? <p className="note">{t("agreement.noEvents")}</p> : null}
      <ol className="steps">
        {agreement.events.map((event) => (
          <li key={event.sequence}>
            <strong>{names.party(event.partyCode)}</strong> {stepText(event.step)}
            {event.reason === null ? null : <> – {word("consultation", event.reason)}</>}
            <div className="note">{when(event.recordedAt)}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
