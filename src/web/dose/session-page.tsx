import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { DOSE_NUMBERS, WASTE_REASONS } from "#core/session/session-report.ts";
import type { Day } from "#core/time.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useItems, useNames, useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { type DraftLine, EMPTY_LINE, SessionLineFields, type ShownLot } from "./session-lines.tsx";
import { SessionList } from "./session-list.tsx";

const DOSE = "E27";

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

/** Ids as the server sent them. */
interface Place {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
}

function AtSite(place: Place) {
  const sessions = useQuery({
    queryKey: ["sessions", place.partyId, place.siteId],
    queryFn: () => read(server.listSessions({ query: place })),
  });
  return (
    <Loaded query={sessions}>
      {({ lots, sessions: reports }) => (
        <>
          <SessionForm place={place} lots={lots} />
          <SessionList place={place} sessions={reports} />
        </>
      )}
    </Loaded>
  );
}

type Body = Parameters<typeof server.recordSession>[0]["body"];

/** What was typed, as the interface takes it: the server checks every field and answers at the field. */
function readLine(line: DraftLine): Body["lines"][number] {
  const doseNumber = DOSE_NUMBERS.find((one) => one === line.doseNumber);
  const wasteReason = WASTE_REASONS.find((one) => one === line.wasteReason);
  return {
    outcome: line.outcome,
    quantity: readCount(line.quantity) as Quantity,
    ...(line.supplyId === "" ? {} : { supplyId: line.supplyId as SupplyId }),
    ...(line.outcome === "given" && doseNumber !== undefined ? { doseNumber } : {}),
    ...(line.outcome === "given" ? given("group", line.group) : {}),
    ...(line.outcome === "wasted" && wasteReason !== undefined ? { wasteReason } : {}),
  };
}

function SessionForm({ place, lots }: { readonly place: Place; readonly lots: readonly ShownLot[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const items = useItems().data?.items ?? [];
  const [itemId, setItemId] = useState("");
  const [heldOn, setHeldOn] = useState("");
  const [lines, setLines] = useState<readonly DraftLine[]>([EMPTY_LINE]);
  const command = useCommand<Body, unknown>(
    (body, commandId) => server.recordSession({ body, commandId }),
    () => setLines([EMPTY_LINE]),
  );
  const errors = useFieldErrors(command.problem);
  // Vaccines, and the categories of those that a dose can have been of where nobody wrote down which it was.
  const vaccines = items.filter(({ unit }) => unit === DOSE).map(({ id }) => id);
  const vaccine = itemId === "" ? (lots[0]?.itemId ?? vaccines[0] ?? "") : itemId;
  const isOf = (id: string): boolean => {
    const above = items.find((item) => item.id === id)?.of ?? null;
    return id === vaccine || (above !== null && isOf(above));
  };
  const makeBody = (): Body => ({
    ...place,
    itemId: vaccine,
    heldOn: heldOn.trim() as Day,
    lines: lines.map(readLine),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("session.go")}>
      <div className="fields">
        <NativeSelect
          label={t("session.vaccine")}
          value={vaccine}
          error={errors("itemId")}
          data={vaccines.map((value) => ({ value, label: names.item(value) }))}
          onChange={({ currentTarget: { value } }) => {
            setItemId(value);
            setLines(lines.map((line) => ({ ...line, supplyId: "" })));
          }}
        />
        <TextInput
          label={t("session.day")}
          description={t("session.dayHint")}
          inputMode="numeric"
          value={heldOn}
          error={errors("heldOn")}
          onChange={({ currentTarget: { value } }) => setHeldOn(value)}
        />
      </div>
      {lines.map((line, index) => (
        <SessionLineFields
          // Lines have no name of their own but their place.
          key={index}
          {...{ index, line, errors }}
          lots={lots.filter((lot) => isOf(lot.itemId))}
          change={(part) => setLines(lines.map((one, at) => (at === index ? { ...one, ...part } : one)))}
          remove={lines.length === 1 ? null : () => setLines(lines.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button variant="default" size="sm" onClick={() => setLines([...lines, EMPTY_LINE])}>
          {t("session.addLine")}
        </Button>
      </div>
    </CommandForm>
  );
}
