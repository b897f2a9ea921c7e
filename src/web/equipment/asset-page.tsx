import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AssetView } from "#api/equipment.ts";
import { type AssetId, COMMISSIONED_STATUSES, STANDING_STATUSES } from "#core/equipment/asset.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { StatusMark } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useOrigin } from "../display/use-origin.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";
import { AssetActions } from "./asset-actions.tsx";
import { MaintenanceDue } from "./equipment-page.tsx";
import { LabelCode } from "./label-code.tsx";
import { ModelNeeds } from "./model-needs.tsx";
import { RunWords } from "./run-words.tsx";

/** The card of one piece of equipment: what it is, whether it runs where it is, what has happened to it, and what can be done now. */
export function AssetPage() {
  const { assetId } = useParams({ from: "/assets/$assetId" });
  return <SignedInOnly>{(me) => <AssetCard key={assetId} assetId={assetId} me={me} />}</SignedInOnly>;
}

function AssetCard({ assetId, me }: { readonly assetId: string; readonly me: Me }) {
  const params = { assetId: assetId as AssetId }; // came with the address; the server checks it
  const asset = useQuery({
    queryKey: ["asset", assetId],
    queryFn: () => read(server.getAsset({ params })),
  });
  return <Loaded query={asset}>{(view) => <ShownAsset asset={view} me={me} />}</Loaded>;
}

function ShownAsset({ asset, me }: { readonly asset: AssetView; readonly me: Me }) {
  const { t } = useTranslation();
  const names = useNames();
  const { status } = asset;
  const isStanding = STANDING_STATUSES.some((one) => one === status);
  return (
    <>
      <PageTitle>
        {t("asset.title", {
          model: `\u2068${asset.maker} ${asset.modelName}\u2069`,
          serial: `\u2066${asset.serialNumber}\u2069`,
        })}{" "}
        <StatusMark group="assetStatus" status={status} />
      </PageTitle>
      <p className="lead">
        {names.item(asset.itemId)} · {names.party(asset.partyCode)} · <bdi>{asset.siteName}</bdi>
      </p>
      <Facts asset={asset} />
      <AssetActions asset={asset} me={me} />
      {isStanding ? <RunSection asset={asset} me={me} /> : null}
      <ModelNeeds modelId={asset.modelId} />
      <History asset={asset} />
      <Label assetId={asset.id} serialNumber={asset.serialNumber} />
    </>
  );
}

function Facts({ asset }: { readonly asset: AssetView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { word } = useWords();
  const names = useNames();
  const { consignmentId, consignmentNumber } = asset;
  const facts = [
    [t("assets.commissionedOn"), asset.commissionedOn === null ? "–" : when(asset.commissionedOn)],
    [t("asset.maintainedOn"), asset.maintainedOn === null ? "–" : when(asset.maintainedOn)],
    [t("asset.nextMaintenance"), <MaintenanceDue key="due" day={asset.maintenanceDue} />],
  ] as const;
  return (
    <>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="note">
        <Link to="/follow/$identifier" params={{ identifier: asset.supplyId }}>
          {t("asset.givenBy", {
            party: names.party(asset.giverCode),
            terms: word("terms", asset.terms),
          })}
        </Link>
        {consignmentId === null ? null : (
          <>
            {" · "}
            <Link to="/consignments/$consignmentId" params={{ consignmentId }}>
              {t("consignment.title", { number: `\u2068${consignmentNumber ?? ""}\u2069` })}
            </Link>
          </>
        )}
      </p>
    </>
  );
}

/** What is at work has been counted as running: of it, it is asked whether one more would. */
function RunSection({ asset, me }: { readonly asset: AssetView; readonly me: Me }) {
  const { t } = useTranslation();
  const isAtWork = COMMISSIONED_STATUSES.some((one) => one === asset.status);
  return (
    <section className="section" aria-labelledby="runs">
      <Title order={2} size="h3" id="runs">
        {t(isAtWork ? "run.oneMore" : "run.here")}
      </Title>
      <RunWords siteId={asset.siteId} modelId={asset.modelId} />
      {mayDo(me, "state_readiness", { self: asset.partyId }) ? (
        <p>
          <Link to="/desk/site-readiness" search={{ site: asset.siteId }}>
            {t("ready.title")}: <bdi>{asset.siteName}</bdi>
          </Link>
        </p>
      ) : null}
    </section>
  );
}

function History({ asset }: { readonly asset: AssetView }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const { when } = useWording();
  const names = useNames();
  const siteNames = new Map(useSites().data?.map(({ code, name }) => [code, name]));
  return (
    <section className="section" aria-labelledby="history">
      <Title order={2} size="h3" id="history">
        {t("asset.history")}
      </Title>
      <ScrollTable caption={t("asset.historyCaption")} minWidth={600}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("deployment.step")}</Table.Th>
            <Table.Th scope="col">{t("column.status")}</Table.Th>
            <Table.Th scope="col">{t("column.party")}</Table.Th>
            <Table.Th scope="col">{t("column.site")}</Table.Th>
            <Table.Th scope="col">{t("column.when")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {asset.events.map((event) => (
            <Table.Tr key={event.sequence}>
              <Table.Th scope="row">
                {word("assetStep", event.step)}
                {event.reason === null ? null : <>: {word("assetReason", event.reason)}</>}
                {event.entryId === null ? null : (
                  <div>
                    <Link to="/follow/$identifier" params={{ identifier: event.entryId }}>
                      {t("kind.entry")}
                    </Link>
                  </div>
                )}
              </Table.Th>
              <Table.Td>{word("assetStatus", event.status)}</Table.Td>
              <Table.Td>{names.party(event.partyCode)}</Table.Td>
              <Table.Td>
                <bdi>{siteNames.get(event.siteCode) ?? event.siteCode}</bdi>
              </Table.Td>
              <Table.Td>
                {when(event.occurred)}
                <div className="note">{t("consignment.recorded", { when: when(event.recordedAt) })}</div>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}

/** What a label on the piece carries: whoever scans it is here again, after signing in. */
function Label({ assetId, serialNumber }: { readonly assetId: string; readonly serialNumber: string }) {
  const { t } = useTranslation();
  const address = `${useOrigin()}/assets/${assetId}`;
  return (
    <section className="section" aria-labelledby="label">
      <Title order={2} size="h3" id="label">
        {t("asset.label")}
      </Title>
      <LabelCode address={address} />
      <p className="code">{address}</p>
      <p className="note">
        {t("assets.serial")}: <span className="code">{serialNumber}</span>. {t("asset.labelHint")}
      </p>
    </section>
  );
}
