import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PartyId, SiteId } from "#core/id.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useSites } from "../server/reference.ts";
import { AdverseEventForm } from "./adverse-event-form.tsx";
import { OpenReport, type OpenStep } from "./open-report.tsx";
import { type Place, SessionForm } from "./session-form.tsx";
import type { ShownLot } from "./session-lines.tsx";
import { SessionList } from "./session-list.tsx";
import { StockCountForm } from "./stock-count-form.tsx";

/** What was given and wasted at a vaccination session, reported from a site of one's party; made for a phone. */
export function SessionPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("session.title")}</PageTitle>
          <p className="lead">{t("session.lead")}</p>
          <ChooseSite
            parties={listOwnParties(me).filter(({ roles }) =>
              roles.some((role) => role === "warehouse" || role === "logistician"),
            )}
          />
        </>
      )}
    </SignedInOnly>
  );
}

function ChooseSite({ parties }: { readonly parties: readonly OwnParty[] }) {
  const { t } = useTranslation();
  const sites = useSites();
  const [chosen, setChosen] = useState("");
  return (
    <Loaded query={sites}>
      {(all) => {
        const own = all.filter(({ partyId }) => parties.some(({ id }) => id === partyId));
        const site = own.find(({ id }) => id === chosen) ?? own[0];
        if (site === undefined || site.partyId === null) return <Empty title={t("session.noSite")} />;
        return (
          <>
            <NativeSelect
              mb="md"
              label={t("session.site")}
              value={site.id}
              data={own.map(({ id, name, code }) => ({ value: id, label: `${name} · ${code}` }))}
              onChange={({ currentTarget: { value } }) => setChosen(value)}
            />
            <AtSite key={site.id} partyId={site.partyId as PartyId} siteId={site.id as SiteId} />
          </>
        );
      }}
    </Loaded>
  );
}

function AtSite(place: Place) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<OpenStep | null>(null);
  const [isDone, setDone] = useState(false);
  const sessions = useQuery({
    queryKey: ["sessions", place.partyId, place.siteId],
    queryFn: () => read(server.listSessions({ query: place })),
  });
  const begin = (step: OpenStep): void => {
    setDone(false);
    setOpen(step);
  };
  return (
    <Loaded query={sessions}>
      {({ lots, given, sessions: reports }) => (
        <>
          {open === null ? (
            <SessionForm place={place} lots={lots} />
          ) : (
            <OpenReport
              key={`${open.step} ${open.reportId}`}
              place={place}
              open={open}
              lots={addGiven(lots, given)}
              onDone={() => {
                setOpen(null);
                setDone(true);
              }}
              onCancel={() => setOpen(null)}
            />
          )}
          <p role="status">{isDone ? t("form.done") : null}</p>
          <SessionList place={place} sessions={reports} onOpen={begin} />
          <div className="section">
            <StockCountForm place={place} lots={lots} />
            <AdverseEventForm place={place} given={given} />
          </div>
        </>
      )}
    </Loaded>
  );
}

/** Lots that were used up here can be corrected and chosen too, by their number. */
function addGiven(
  lots: readonly ShownLot[],
  given: readonly Omit<ShownLot, "expiry" | "held">[],
): readonly ShownLot[] {
  const known = new Set(lots.map(({ supplyId }) => supplyId));
  const gone = given.filter(({ supplyId }) => !known.has(supplyId));
  return [
    ...lots,
    ...gone.map(({ supplyId, itemId, lotNumber }) => ({
      supplyId,
      itemId,
      lotNumber,
      expiry: null,
      held: 0,
    })),
  ];
}
