import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallView } from "#api/call.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Day } from "#core/time.ts";
import { PageTitle } from "../display/page-title.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { DraftNote } from "../display/draft-note.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useDraft } from "../display/use-draft.ts";
import { server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { CallLineFields, type DraftLine, EMPTY_LINE } from "./call-line-fields.tsx";
import { EstimateForm } from "./estimate-form.tsx";

/** From an estimate to a call: the lines come from the country's own numbers and can each be changed. */
export function RaiseCallPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("call.raise")}</PageTitle>
          <p className="lead">{t("call.raiseLead")}</p>
          <RaiseCallForm
            userId={me.userId}
            parties={listOwnParties(me).filter((party) => party.roles.includes("focal_point"))}
          />
        </>
      )}
    </SignedInOnly>
  );
}

interface Draft {
  readonly partyId: string;
  readonly emergency: string;
  readonly lines: readonly DraftLine[];
}

type Body = Parameters<typeof server.raiseCall>[0]["body"];

/** What was typed, as the interface takes it: the server checks every field and answers at the field. */
function makeBody({ partyId, emergency, lines }: Draft): Body {
  return {
    partyId: partyId as PartyId,
    ...given("emergency", emergency),
    lines: lines.map((line) => ({
      itemId: line.itemId,
      quantity: readCount(line.quantity) as Quantity,
      windowFrom: line.windowFrom as Day,
      windowTo: line.windowTo as Day,
      siteId: line.siteId as SiteId,
      severity: Number(line.severity),
      ...(line.smallestUseful.trim() === ""
        ? {}
        : { smallestUseful: readCount(line.smallestUseful) as Quantity }),
      ...(line.leastShelfLifeDays.trim() === ""
        ? {}
        : { leastShelfLifeDays: readCount(line.leastShelfLifeDays) }),
      // A quantity that a person changed no longer follows from the estimate.
      ...(line.basis === null || line.quantity !== line.estimated ? {} : { basis: line.basis }),
    })),
  };
}

function RaiseCallForm({
  userId,
  parties,
}: {
  readonly userId: string;
  readonly parties: readonly OwnParty[];
}) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const sites = useSites().data;
  const kept = useDraft<Draft>("call", {
    userId,
    empty: { partyId: parties[0]?.id ?? "", emergency: "", lines: [EMPTY_LINE] },
  });
  const { value: draft, change: setDraft, forget: forgetDraft } = kept;
  const [estimatedWeeks, setEstimatedWeeks] = useState<number | null>(null);
  const command = useCommand<Body, CallView>(
    (body, commandId) => server.raiseCall({ body, commandId }),
    (call) => {
      forgetDraft();
      void navigate({ to: "/calls/$callId", params: { callId: call.id } });
    },
  );
  const errors = useFieldErrors(command.problem);
  const party = parties.find((one) => one.id === draft.partyId);
  const ownSites = useMemo(
    () => sites?.filter((site) => site.partyId === draft.partyId || site.country === party?.code) ?? [],
    [sites, draft.partyId, party?.code],
  );
  const changeLine = useCallback(
    (index: number, part: Partial<DraftLine>) =>
      setDraft((before) => ({
        ...before,
        lines: before.lines.map((line, at) => (at === index ? { ...line, ...part } : line)),
      })),
    [setDraft],
  );
  const removeLine = useCallback(
    (index: number) =>
      setDraft((before) => ({ ...before, lines: before.lines.filter((_, at) => at !== index) })),
    [setDraft],
  );
  const takeEstimate = (weeks: number, lines: readonly DraftLine[]) => {
    const siteId = ownSites[0]?.id ?? "";
    setDraft({ ...draft, lines: lines.map((line) => ({ ...line, siteId })) });
    setEstimatedWeeks(weeks);
  };
  return (
    <>
      <DraftNote of="call" draft={kept} />
      <EstimateForm country={party?.code ?? ""} onEstimated={takeEstimate} />
      {estimatedWeeks === null ? null : (
        <p role="status">{t("call.estimated", { weeks: String(estimatedWeeks) })}</p>
      )}
      <CommandForm command={command} makeBody={() => makeBody(draft)} submitLabel={t("call.raise")}>
        <div className="fields form-line">
          <NativeSelect
            label={t("form.party")}
            value={draft.partyId}
            error={errors("partyId")}
            data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
            onChange={(event) => setDraft({ ...draft, partyId: event.currentTarget.value })}
          />
          <TextInput
            label={`${t("form.emergency")} ${t("form.optional")}`}
            value={draft.emergency}
            error={errors("emergency")}
            onChange={(event) => setDraft({ ...draft, emergency: event.currentTarget.value })}
          />
        </div>
        {draft.lines.map((line, index) => (
          <CallLineFields
            // Lines are added at the end and removed by number: the place names the line.
            key={index}
            index={index}
            line={line}
            sites={ownSites}
            problem={command.problem}
            change={changeLine}
            remove={draft.lines.length === 1 ? null : removeLine}
          />
        ))}
        <Button
          variant="default"
          size="sm"
          display="block"
          onClick={() =>
            setDraft({
              ...draft,
              lines: [...draft.lines, { ...(draft.lines.at(-1) ?? EMPTY_LINE), ...BLANK }],
            })
          }
        >
          {t("form.addLine")}
        </Button>
      </CommandForm>
    </>
  );
}

/** A further line keeps the days and the site of the one above it. */
const BLANK = { itemId: "", quantity: "", estimated: "", basis: null, smallestUseful: "" } as const;
