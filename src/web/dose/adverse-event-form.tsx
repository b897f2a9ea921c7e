import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SupplyId } from "#core/id.ts";
import { SERIOUSNESS, type Seriousness } from "#core/session/adverse-event.ts";
import type { Day } from "#core/time.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import type { Place } from "./session-form.tsx";
import { describeLot } from "./session-lines.tsx";

/** A lot of which doses were given here, with what is known of adverse events after them. */
interface GivenLot {
  readonly supplyId: string;
  readonly itemId: string;
  readonly lotNumber: string | null;
  readonly given: number;
  readonly events: {
    readonly version: number;
    readonly knownOn: string;
    readonly serious: number;
    readonly notSerious: number;
    readonly references: readonly { readonly seriousness: Seriousness; readonly reference: string }[];
  } | null;
}

/** Says how many adverse events are known after doses of a lot, all to date. Nothing where none were given. */
export function AdverseEventForm({
  place,
  given,
}: {
  readonly place: Place;
  readonly given: readonly GivenLot[];
}) {
  const { t } = useTranslation();
  const names = useNames();
  const [supplyId, setSupplyId] = useState("");
  const lot = given.find((one) => one.supplyId === supplyId) ?? given[0];
  if (lot === undefined) return null;
  const describe = ({ given: doses, ...one }: GivenLot) =>
    describeLot({ ...one, expiry: null, held: doses }, names.item);
  return (
    <details className="filter-box">
      <summary>{t("event.title")}</summary>
      <p className="note">{t("event.lead")}</p>
      <NativeSelect
        label={t("session.lot")}
        value={lot.supplyId}
        data={given.map((one) => ({ value: one.supplyId, label: describe(one) }))}
        onChange={({ currentTarget: { value } }) => setSupplyId(value)}
      />
      <LotFields key={`${lot.supplyId} ${lot.events?.version ?? 0}`} place={place} lot={lot} />
    </details>
  );
}

type Body = Parameters<typeof server.countAdverseEvents>[0]["body"];
const LABELS = {
  serious: { count: "event.serious", records: "event.recordsSerious", field: "serious" },
  not_serious: { count: "event.notSerious", records: "event.recordsNotSerious", field: "notSerious" },
} as const;

function LotFields({ place, lot }: { readonly place: Place; readonly lot: GivenLot }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { events } = lot;
  const textOf = (seriousness: Seriousness): string =>
    (events?.references ?? [])
      .filter((one) => one.seriousness === seriousness)
      .map(({ reference }) => reference)
      .join("\n");
  const [counts, setCounts] = useState({
    serious: String(events?.serious ?? 0),
    not_serious: String(events?.notSerious ?? 0),
  });
  const [records, setRecords] = useState({
    serious: textOf("serious"),
    not_serious: textOf("not_serious"),
  });
  const [knownOn, setKnownOn] = useState("");
  const command = useCommand<Body, unknown>((body, commandId) =>
    server.countAdverseEvents({ body, commandId }),
  );
  const errors = useFieldErrors(command.problem);
  const references = SERIOUSNESS.flatMap((seriousness) =>
    records[seriousness]
      .split("\n")
      .map((one) => one.trim())
      .filter((one) => one !== "")
      .map((reference) => ({ seriousness, reference })),
  );
  const makeBody = (): Body => ({
    ...place,
    supplyId: lot.supplyId as SupplyId, // as the server sent it
    knownOn: knownOn.trim() as Day,
    serious: readCount(counts.serious),
    notSerious: readCount(counts.not_serious),
    references,
    follows: events?.version ?? 0,
  });
  const errorOf = (seriousness: Seriousness): ReactNode => {
    const wrong = references.findIndex(
      (one, index) => one.seriousness === seriousness && errors(`references.${index}.reference`) !== null,
    );
    return wrong === -1 ? errors("references") : errors(`references.${wrong}.reference`);
  };
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("event.go")}>
      {events === null ? null : <p className="note">{t("event.asOf", { day: when(events.knownOn) })}</p>}
      <div className="fields">
        <TextInput
          label={t("event.knownOn")}
          description={t("session.dayHint")}
          inputMode="numeric"
          value={knownOn}
          error={errors("knownOn")}
          onChange={({ currentTarget: { value } }) => setKnownOn(value)}
        />
        {SERIOUSNESS.map((seriousness) => (
          <TextInput
            key={seriousness}
            inputMode="numeric"
            label={t(LABELS[seriousness].count)}
            value={counts[seriousness]}
            error={errors(LABELS[seriousness].field)}
            onChange={({ currentTarget: { value } }) => setCounts({ ...counts, [seriousness]: value })}
          />
        ))}
      </div>
      {SERIOUSNESS.map((seriousness) => (
        <Textarea
          key={seriousness}
          mt="sm"
          dir="ltr"
          autosize
          label={t(LABELS[seriousness].records)}
          description={t("event.recordsHint")}
          value={records[seriousness]}
          error={errorOf(seriousness)}
          onChange={({ currentTarget: { value } }) => setRecords({ ...records, [seriousness]: value })}
        />
      ))}
    </CommandForm>
  );
}
