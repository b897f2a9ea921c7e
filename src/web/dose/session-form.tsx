import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SessionView } from "#api/session.ts";
import type { CommandId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { DOSE_NUMBERS, WASTE_REASONS } from "#core/session/session-report.ts";
import type { Day } from "#core/time.ts";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { DraftNote } from "../display/draft-note.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { type Draft, useDraft } from "../display/use-draft.ts";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useItems, useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { ScanVial } from "./scan-vial.tsx";
import { type DraftLine, EMPTY_LINE, SessionLineFields, type ShownLot } from "./session-lines.tsx";

const DOSE = "E27";

/** Ids as the server sent them. */
export interface Place {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
}

type Body = Parameters<typeof server.recordSession>[0]["body"];
type Correction = Parameters<typeof server.correctSession>[0]["body"];
const REASONS = ["typing_error", "count_error", "wrong_item", "doubled_entry", "source_corrected"] as const;

/** What was typed, as the interface takes it: the server checks every field and answers at the field. */
function readLine(line: DraftLine): Body["lines"][number] {
  const doseNumber = DOSE_NUMBERS.find((one) => one === line.doseNumber);
  const wasteReason = WASTE_REASONS.find((one) => one === line.wasteReason);
  const quantity = readCount(line.quantity) as Quantity;
  const { persons } = line;
  const withoutPerson = Math.max(0, quantity - persons.length);
  return {
    outcome: line.outcome,
    quantity,
    ...(line.supplyId === "" ? {} : { supplyId: line.supplyId as SupplyId }),
    ...(line.outcome === "given" && doseNumber !== undefined ? { doseNumber } : {}),
    ...(line.outcome === "given" ? given("group", line.group) : {}),
    ...(line.outcome === "wasted" && wasteReason !== undefined ? { wasteReason } : {}),
    ...(persons.length === 0 ? {} : { persons: [...persons] }),
    ...(persons.length === 0 || withoutPerson === 0 ? {} : { withoutPerson }),
  };
}

/** The lines of a report as they would have been typed. */
function draftLines(report: SessionView): DraftLine[] {
  return report.lines.map((line) => ({
    outcome: line.outcome,
    supplyId: line.supplyId ?? "",
    doseNumber: line.doseNumber ?? "",
    group: line.group ?? "",
    wasteReason: line.wasteReason ?? EMPTY_LINE.wasteReason,
    quantity: String(line.quantity),
    persons: line.persons ?? [],
  }));
}

/** The lines with one of the lot: one that has none yet takes it, else a line more; where one has it, they stay as they are. */
function placeLot(lines: readonly DraftLine[], supplyId: string): readonly DraftLine[] {
  if (lines.some((line) => line.supplyId === supplyId)) return lines;
  const place = lines.findIndex((line) => line.supplyId === "");
  if (place === -1) return [...lines, { ...EMPTY_LINE, supplyId }];
  return lines.map((line, index) => (index === place ? { ...line, supplyId } : line));
}

interface Typed {
  readonly itemId: string;
  readonly heldOn: string;
  readonly lines: readonly DraftLine[];
}

/** What is typed of a new report. Of one that is corrected nothing stays on the device: it may have pseudonyms of persons. */
function useSessionDraft({ partyId, siteId }: Place, corrects: SessionView | null): Draft<Typed> {
  const userId = useMe().data?.userId ?? "";
  const empty: Typed = {
    itemId: corrects?.itemId ?? "",
    heldOn: corrects?.heldOn ?? "",
    lines: corrects === null ? [EMPTY_LINE] : draftLines(corrects),
  };
  return useDraft(corrects === null ? `session ${partyId} ${siteId}` : null, { userId, empty });
}

/** What was given and wasted: a new report, or, where `corrects` is given, all of that one anew. */
export function SessionForm({
  place,
  lots,
  corrects = null,
  onDone,
}: {
  readonly place: Place;
  readonly lots: readonly ShownLot[];
  readonly corrects?: SessionView | null;
  readonly onDone?: () => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const items = useItems().data?.items ?? [];
  const draft = useSessionDraft(place, corrects);
  const { itemId, heldOn, lines } = draft.value;
  const change = (part: Partial<Typed>) => draft.change((before) => ({ ...before, ...part }));
  const setLines = (next: readonly DraftLine[]) => change({ lines: next });
  const [reason, setReason] = useState<Correction["reason"]>("typing_error");
  const [groups, setGroups] = useState(
    (corrects?.groups ?? []).map(({ group, quantity }) => ({ group, quantity: String(quantity) })),
  );
  const command = useCommand<Body, unknown>(
    (body, commandId) =>
      corrects === null
        ? server.recordSession({ body, commandId })
        : server.correctSession({
            params: { reportId: corrects.id as CommandId }, // as the server sent it
            body: { ...body, reason },
            commandId,
          }),
    () => {
      draft.forget();
      onDone?.();
    },
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
    ...(groups.length === 0
      ? {}
      : { groups: groups.map((one) => ({ ...one, quantity: readCount(one.quantity) })) }),
  });
  const chooseLot = ({ supplyId, itemId: of }: ShownLot) => {
    const isOther = !isOf(of);
    // A report is of one vaccine: a vial of another begins it anew.
    draft.change((before) => {
      const emptied = before.lines.map((line) => ({ ...line, supplyId: "" }));
      return isOther
        ? { ...before, itemId: of, lines: placeLot(emptied, supplyId) }
        : { ...before, lines: placeLot(before.lines, supplyId) };
    });
  };
  return (
    <>
      {corrects === null ? <ScanVial lots={lots} onLot={chooseLot} /> : null}
      <CommandForm
        command={command}
        makeBody={makeBody}
        submitLabel={t(corrects === null ? "session.go" : "session.correct")}
      >
        <DraftNote of="session" draft={draft} />
        <div className="fields">
          <NativeSelect
            label={t("session.vaccine")}
            value={vaccine}
            error={errors("itemId")}
            // A report is corrected for the vaccine that it was of.
            disabled={corrects !== null}
            data={vaccines.map((value) => ({ value, label: names.item(value) }))}
            onChange={({ currentTarget: { value } }) => {
              change({ itemId: value, lines: lines.map((line) => ({ ...line, supplyId: "" })) });
            }}
          />
          <TextInput
            label={t("session.day")}
            description={t("session.dayHint")}
            inputMode="numeric"
            value={heldOn}
            error={errors("heldOn")}
            onChange={({ currentTarget: { value } }) => change({ heldOn: value })}
          />
          {corrects === null ? null : <ReasonField reason={reason} choose={setReason} />}
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
        <GroupFields groups={groups} change={setGroups} error={errors("groups")} />
        <div>
          <Button variant="default" size="sm" onClick={() => setLines([...lines, EMPTY_LINE])}>
            {t("session.addLine")}
          </Button>
        </div>
      </CommandForm>
    </>
  );
}

type Reason = Correction["reason"];

/** Why a report is put right. */
function ReasonField({
  reason,
  choose,
}: {
  readonly reason: Reason;
  readonly choose: (reason: Reason) => void;
}) {
  const { t } = useTranslation();
  const { word } = useWords();
  return (
    <NativeSelect
      label={t("session.why")}
      value={reason}
      data={REASONS.map((value) => ({ value, label: word("sessionReason", value) }))}
      onChange={({ currentTarget: { value } }) =>
        choose(REASONS.find((one) => one === value) ?? "typing_error")
      }
    />
  );
}

interface DraftGroup {
  readonly group: string;
  readonly quantity: string;
}

/** The doses given once more by group, of a report that states them so; nothing for others. */
function GroupFields({
  groups,
  change,
  error,
}: {
  readonly groups: readonly DraftGroup[];
  readonly change: (groups: DraftGroup[]) => void;
  readonly error: ReactNode;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  if (groups.length === 0) return null;
  const sum = groups.reduce((total, one) => total + (readCount(one.quantity) || 0), 0);
  return (
    <fieldset className="form-line">
      <legend>{t("session.byGroup", { sum: quantity(sum) })}</legend>
      <div className="fields">
        {groups.map(({ group, quantity: typed }, index) => (
          <TextInput
            key={group}
            inputMode="numeric"
            label={group}
            value={typed}
            error={error !== null && index === 0 ? error : undefined}
            onChange={({ currentTarget: { value } }) =>
              change(groups.map((one, at) => (at === index ? { ...one, quantity: value } : one)))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
