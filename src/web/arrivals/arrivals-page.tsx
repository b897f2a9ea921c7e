import { Alert, Title } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ArrivalView } from "#api/consignment.ts";
import { StatusMark } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { KeptNote, KeptPage, type KeptVisit } from "../waiting/kept-page.tsx";
import { useWaitingRead } from "../waiting/use-waiting.ts";
import { ARRIVAL_GROUPS, groupOf, nextStepOf } from "./sort-arrivals.ts";
import { findToday } from "./today.ts";
import { useArrivalParts, useArrivals } from "./use-arrivals.ts";
import { WaitingReceipts } from "./waiting-receipts.tsx";

/** What is on its way to where one receives: what is there, comes today, is late. Opens without a network. */
export function ArrivalsPage() {
  const parts = useArrivalParts();
  return <KeptPage parts={parts}>{(visit) => <Arrivals {...visit} />}</KeptPage>;
}

function Arrivals({ me, isKept, isShellKept }: KeptVisit) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const arrivals = useArrivals(me.userId);
  const read = useWaitingRead();
  const waiting = (read ?? []).flatMap((item) => (item.kind === "receipt" ? [item] : []));
  const owned = waiting.filter(({ userId }) => userId === me.userId);
  // What somebody else has counted on this device can be counted all the same.
  const waitingIds = new Set<string>(owned.map(({ consignmentId }) => consignmentId));
  const { counted } = useSearch({ from: "/desk/arrivals" });
  const own = owned.find((one) => one.consignmentNumber === counted);
  const isSent = own === undefined;
  return (
    <>
      <PageTitle>{t("nav.arrivals")}</PageTitle>
      <p className="lead">{t("arrival.lead")}</p>
      <p>
        <Link to="/desk/scan" className="button-link">
          {t("scan.title")}
        </Link>
      </p>
      <KeptNote isKept={isKept} isShellKept={isShellKept} />
      {counted === undefined || read === null || (own?.problem ?? null) !== null ? null : (
        <Alert color={isSent ? "green" : "yellow"} role="status" my="sm">
          {t(isSent ? "arrival.sent" : "arrival.saved", { number: `\u2068${counted}\u2069` })}
        </Alert>
      )}
      <WaitingReceipts me={me} receipts={waiting} />
      <Loaded query={arrivals}>
        {({ value: { items, total } }) => {
          const open = items.filter(({ id }) => !waitingIds.has(id));
          return (
            <>
              {open.length === 0 ? <Empty title={t("arrival.none")}>{t("arrival.noneHint")}</Empty> : null}
              {ARRIVAL_GROUPS.map((group) => (
                <Group
                  key={group}
                  group={group}
                  items={open.filter((one) => groupOf(one, findToday()) === group)}
                />
              ))}
              {total > items.length ? (
                <p className="note">
                  {t("arrival.cut", { shown: quantity(items.length), total: quantity(total) })}
                </p>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Group({
  group,
  items,
}: {
  readonly group: (typeof ARRIVAL_GROUPS)[number];
  readonly items: readonly ArrivalView[];
}) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <section className="section" aria-labelledby={`arrivals-${group}`}>
      <Title order={2} size="h4" id={`arrivals-${group}`}>
        {t(`arrival.group.${group}`)}
      </Title>
      <ul className="plain-list">
        {items.map((arrival) => (
          <Arrival key={arrival.id} arrival={arrival} />
        ))}
      </ul>
    </section>
  );
}

function Arrival({ arrival }: { readonly arrival: ArrivalView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const { id, number, lines, packages, expectedOn, arrivedOn, status } = arrival;
  const [first] = lines;
  return (
    <li className="form-line">
      <Link to="/desk/arrivals/$consignmentId" params={{ consignmentId: id }} className="code">
        {number}
      </Link>{" "}
      <StatusMark status={status} />
      <div>
        {first === undefined
          ? null
          : `${names.item(first.itemId)}: ${quantity(first.quantity)} ${names.unit(first.unit)}`}
        {lines.length > 1 ? ` ${t("arrival.more", { number: quantity(lines.length - 1) })}` : null}
        {packages.length === 0 ? null : ` · ${t("arrival.packages", { number: quantity(packages.length) })}`}
      </div>
      <div className="note">
        <bdi>{names.party(arrival.giverCode)}</bdi> – <bdi>{arrival.toSiteName}</bdi>
        {" · "}
        {arrivedOn === null
          ? t(expectedOn === null ? "arrival.unknown" : "arrival.expected", {
              when: expectedOn === null ? "" : when(expectedOn),
            })
          : t("arrival.arrived", { when: when(arrivedOn) })}
      </div>
      <div>
        <strong>{t("arrival.next")}</strong> {t(`arrival.next.${nextStepOf(arrival)}`)}
      </div>
    </li>
  );
}
