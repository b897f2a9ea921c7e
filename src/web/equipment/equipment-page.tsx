import { Badge, Group, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AssetHeadView } from "#api/equipment.ts";
import { ASSET_STATUSES } from "#core/equipment/asset.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { SiteId } from "#core/id.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { StatusMark } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { listOwnParties, type Me, mayDo } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import { EquipmentSection } from "../statement/equipment-section.tsx";
import { standAsSelf } from "./stand-as-self.ts";
import { ALL_PARTIES, EquipmentFilters, type EquipmentSearch } from "./equipment-filters.tsx";

/** The equipment of one's party, piece by piece: where each is, whether it works, what is to be maintained. */
export function EquipmentPage() {
  return <SignedInOnly>{(me) => <Equipment me={me} />}</SignedInOnly>;
}

const PAGE = 50;

function Equipment({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const search = useSearch({ from: "/desk/equipment" });
  const parties = listOwnParties(me);
  const asked = search.party ?? parties[0]?.code ?? ALL_PARTIES;
  const party = asked === ALL_PARTIES ? undefined : asked;
  return (
    <>
      <PageTitle>{t("nav.equipment")}</PageTitle>
      <p className="lead">{t("assets.lead")}</p>
      <Ways me={me} party={party} />
      <EquipmentFilters search={search} parties={parties} party={asked} />
      <Counts search={search} party={party} />
      <AssetList search={search} party={party} />
      <EquipmentSection
        search={{
          ...(party === undefined ? {} : { recipient: party }),
          ...(search.item === undefined ? {} : { item: search.item }),
        }}
      />
    </>
  );
}

/** What one can do about equipment, and where its share in working order stands. */
function Ways({ me, party }: { readonly me: Me; readonly party: string | undefined }) {
  const { t } = useTranslation();
  const may = (action: Parameters<typeof mayDo>[1]) =>
    listOwnParties(me).some((own) => mayDo(me, action, standAsSelf(own)));
  return (
    <Group my="md" gap="sm">
      {may("register_assets") ? (
        <Link to="/desk/register-assets" className="button-link">
          {t("assets.register")}
        </Link>
      ) : null}
      {may("register_equipment_model") ? (
        <Link to="/desk/register-model" className="button-link">
          {t("model.register")}
        </Link>
      ) : null}
      {may("state_readiness") ? (
        <Link to="/desk/site-readiness" className="button-link">
          {t("ready.title")}
        </Link>
      ) : null}
      <Link to="/equipment/run">{t("run.title")}</Link>
      <Link to="/statement" search={party === undefined ? {} : { recipient: party }}>
        {t("assets.share")}
      </Link>
    </Group>
  );
}

interface ListProps {
  readonly search: EquipmentSearch;
  readonly party: string | undefined;
}

/** The choice as the interface takes it. */
function writeScope({ search: { site, item, model }, party }: ListProps) {
  return {
    ...(party === undefined ? {} : { party }),
    // Ids that came with the address: the server checks them.
    ...(site === undefined ? {} : { siteId: site as SiteId }),
    ...(item === undefined ? {} : { item }),
    ...(model === undefined ? {} : { modelId: model as EquipmentModelId }),
  };
}

function Counts({ search, party }: ListProps) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const query = writeScope({ search, party });
  const counts = useQuery({
    queryKey: ["asset-counts", query],
    queryFn: () => read(server.countAssets({ query })),
  });
  const { status: _status, due: _due, ...rest } = search;
  const data = counts.data;
  if (data === undefined) return null;
  return (
    <ul className="check-row plain-list" aria-label={t("assets.counts")}>
      {data.statuses
        .filter(({ count }) => count > 0)
        .map(({ status, count }) => (
          <li key={status}>
            <Link to="/desk/equipment" search={{ ...rest, status }} resetScroll={false}>
              <StatusMark group="assetStatus" status={status} /> {quantity(count)}
            </Link>
          </li>
        ))}
      {data.due === 0 ? null : (
        <li>
          <Link to="/desk/equipment" search={{ ...rest, due: "true" }} resetScroll={false}>
            <DueMark label={t("assets.maintenance")} /> {quantity(data.due)}
          </Link>
        </li>
      )}
    </ul>
  );
}

function AssetList({ search, party }: ListProps) {
  const { t } = useTranslation();
  const status = ASSET_STATUSES.find((one) => one === search.status);
  const query = {
    ...writeScope({ search, party }),
    ...(status === undefined ? {} : { status }),
    ...(search.serial === undefined ? {} : { serialPart: search.serial }),
    ...(search.due === undefined ? {} : { due: "true" as const }),
  };
  const assets = usePages(["assets", JSON.stringify(query)], (cursor) =>
    read(server.listAssets({ query: { limit: PAGE, ...query, ...cursor } })),
  );
  return (
    <Loaded query={assets.query}>
      {() =>
        assets.items.length === 0 ? (
          <Empty title={t("assets.none")}>{t("assets.noneHint")}</Empty>
        ) : (
          <>
            <ScrollTable caption={t("assets.caption")} minWidth={860}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t("assets.serial")}</Table.Th>
                  <Table.Th scope="col">{t("assets.model")}</Table.Th>
                  <Table.Th scope="col">{t("column.status")}</Table.Th>
                  <Table.Th scope="col">{t("column.site")}</Table.Th>
                  <Table.Th scope="col">{t("column.item")}</Table.Th>
                  <Table.Th scope="col">{t("assets.commissionedOn")}</Table.Th>
                  <Table.Th scope="col">{t("assets.maintenance")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {assets.items.map((asset) => (
                  <AssetRow key={asset.id} asset={asset} isOfParty={party === asset.partyCode} />
                ))}
              </Table.Tbody>
            </ScrollTable>
            <NextPages pages={assets} />
          </>
        )
      }
    </Loaded>
  );
}

function AssetRow({ asset, isOfParty }: { readonly asset: AssetHeadView; readonly isOfParty: boolean }) {
  const { when } = useWording();
  const names = useNames();
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Link to="/assets/$assetId" params={{ assetId: asset.id }} className="code">
          {asset.serialNumber}
        </Link>
      </Table.Th>
      <Table.Td>
        <bdi>
          {asset.maker} {asset.modelName}
        </bdi>
      </Table.Td>
      <Table.Td>
        <StatusMark group="assetStatus" status={asset.status} />
      </Table.Td>
      <Table.Td>
        <bdi>{asset.siteName}</bdi>
        {isOfParty ? null : <> · {names.party(asset.partyCode)}</>}
      </Table.Td>
      <Table.Td>{names.item(asset.itemId)}</Table.Td>
      <Table.Td>{asset.commissionedOn === null ? "–" : when(asset.commissionedOn)}</Table.Td>
      <Table.Td>
        <MaintenanceDue day={asset.maintenanceDue} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The day of the next maintenance, marked where it has come; a dash where there is none. */
export function MaintenanceDue({ day }: { readonly day: string | null }) {
  const { t } = useTranslation();
  const { when } = useWording();
  if (day === null) return "–";
  const isDue = day <= new Date().toISOString().slice(0, 10);
  return (
    <>
      {when(day)} {isDue ? <DueMark label={t("assets.due")} /> : null}
    </>
  );
}

function DueMark({ label }: { readonly label: string }) {
  return (
    <Badge component="span" variant="default" radius="sm" className="status-mark" data-tone="orange">
      {label}
    </Badge>
  );
}
