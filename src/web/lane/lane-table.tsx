import { Button, Table } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LaneId } from "#core/id.ts";
import { ActButton } from "../display/act-button.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { findSecretariat, type Me, mayDo } from "../server/me.ts";
import type { ListedSite } from "../site/change-site-form.tsx";
import { ChangeLaneForm, type ListedLane } from "./change-lane-form.tsx";
import { LANE_LIMITS } from "./lane-fields.tsx";

type Sites = ReadonlyMap<string, ListedSite>;

/** Lanes as rows; whoever may can change or retire one. */
export function LaneTable({
  me,
  lanes,
  sites,
}: {
  readonly me: Me;
  readonly lanes: readonly ListedLane[];
  readonly sites: readonly ListedSite[];
}) {
  const { t } = useTranslation();
  const siteOf: Sites = new Map(sites.map((site) => [site.id, site]));
  if (lanes.length === 0) return <Empty title={t("lane.none")} />;
  return (
    <ScrollTable caption={t("lane.caption")} minWidth={860}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.from")}</Table.Th>
          <Table.Th scope="col">{t("column.to")}</Table.Th>
          <Table.Th scope="col">{t("lane.mode")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("lane.transit")}
          </Table.Th>
          {LANE_LIMITS.map(({ name, label }) => (
            <Table.Th key={name} scope="col" className="number">
              {t(label)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lanes.map((lane) => (
          <LaneRow key={lane.id} me={me} lane={lane} sites={siteOf} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function LaneRow({ me, lane, sites }: { readonly me: Me; readonly lane: ListedLane; readonly sites: Sites }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const nameOf = (siteId: string) => sites.get(siteId)?.name ?? "–";
  const [from, to] = [nameOf(lane.fromSiteId), nameOf(lane.toSiteId)];
  const partyId = findCorrector(me, lane, sites);
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          {from}{" "}
          {partyId === undefined ? null : (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-expanded={isOpen}
              aria-controls={id}
              aria-label={t("lane.changeOf", { from, to })}
              onClick={() => setOpen(!isOpen)}
            >
              {t("site.change")}
            </Button>
          )}
        </Table.Th>
        <Table.Td>{to}</Table.Td>
        <Table.Td>{t(`lane.mode.${lane.mode}`)}</Table.Td>
        <Table.Td className="number">{quantity(lane.transitDays)}</Table.Td>
        {LANE_LIMITS.map(({ name, units }) => (
          <Table.Td key={name} className="number">
            {lane[name] === null ? "–" : quantity(lane[name] / units)}
          </Table.Td>
        ))}
      </Table.Tr>
      {isOpen && partyId !== undefined ? (
        <Table.Tr id={id}>
          <Table.Td colSpan={8}>
            <div className="explanation">
              <ChangeLaneForm lane={lane} partyId={partyId} onDone={() => setOpen(false)} />
              <RetireLane me={me} lane={lane} />
            </div>
          </Table.Td>
        </Table.Tr>
      ) : null}
    </>
  );
}

/** In whose name a person may change a lane: a party at one of its ends, or the secretariat. */
function findCorrector(me: Me, lane: ListedLane, sites: Sites): string | undefined {
  const ends = [lane.fromSiteId, lane.toSiteId].map((siteId) => sites.get(siteId)?.partyId ?? undefined);
  const own = ends.find((self) => self !== undefined && mayDo(me, "correct_lane", { self }));
  if (own !== undefined) return own;
  const secretariat = findSecretariat(me);
  return mayDo(me, "correct_lane", { secretariat }) ? secretariat : undefined;
}

function RetireLane({ me, lane }: { readonly me: Me; readonly lane: ListedLane }) {
  const { t } = useTranslation();
  if (!mayDo(me, "retire_lane", { secretariat: findSecretariat(me) })) return null;
  return (
    <ActButton
      label={t("lane.retire")}
      question={t("lane.retireSure")}
      // As the server sent it.
      send={(commandId) => server.retireLane({ params: { laneId: lane.id as LaneId }, commandId })}
    />
  );
}
