import { Alert, Button, NativeSelect } from "@mantine/core";
import { type ReactNode, type FormEvent, memo, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { v7 as newUuid } from "uuid";
import type { DailyReportsView, ReportItemsView } from "#api/daily-report.ts";
import { BREAKDOWNS, formCellKey, listCells, REPORT_SECTIONS, sumItems } from "#core/daily-report/items.ts";
import { CORRECTION_REASONS, type CorrectionReason } from "#core/daily-report/report-day.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { Day } from "#core/time.ts";
import { readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useDraft } from "../display/use-draft.ts";
import { useWording } from "../display/wording.ts";
import { useWords } from "../display/word.ts";
import { useLanguage } from "../server/reference.ts";
import { saveItem } from "../waiting/save-item.ts";
import { keyOfReport, type WaitingReport } from "./waiting-report.ts";

type Item = ReportItemsView["items"][number];
type Known = DailyReportsView["reports"][number];

/** What the form is for. */
interface FormProps {
  readonly day: Day;
  readonly items: readonly Item[];
  readonly place: { readonly deploymentId: DeploymentId; readonly teamName: string; readonly userId: string };
  /** The day's report as the server has it. */
  readonly known: Known | null;
  /** The day's report as it waits on this device. */
  readonly waiting: WaitingReport | null;
}

/** What came of saving: kept, nothing is kept here, or the report before is being sent. */
type SaveState = "open" | "saved" | "failed" | "sending";

/** What is typed, by the key of its cell. */
const NO_TEXTS: Readonly<Record<string, string>> = {};

/** The form of one day: what was typed, else what waits, else what the server has. Saving keeps it on this device. */
export function ReportForm({ day, items, place, known, waiting }: FormProps) {
  const { t } = useTranslation();
  const draft = useDraft(`report ${place.deploymentId} ${day}`, { userId: place.userId, empty: NO_TEXTS });
  const [reason, setReason] = useState<CorrectionReason>(waiting?.reason ?? "late_records");
  const [state, setState] = useState<SaveState>("open");
  const errors = useFieldErrors(waiting?.problem ?? null);
  const stated = waiting?.counts ?? known?.counts ?? {};
  const { counts, wrong } = readTexts(items, draft.value, stated);
  const isLocked = waiting?.isAttempted === true;
  const change = useCallback(
    (key: string, text: string) => {
      draft.change((before) => ({ ...before, [key]: text }));
      setState("open");
    },
    [draft.change],
  );
  const save = async (): Promise<void> => {
    try {
      const isKept = await saveItem({
        kind: "daily_report",
        key: waiting?.key ?? keyOfReport({ ...place, day }),
        ...place,
        day,
        counts,
        corrects: known?.version ?? null,
        reason: known === null ? null : reason,
        commandId: newUuid(),
        savedAt: Date.now(),
        isAttempted: false,
        problem: null,
      });
      setState(isKept ? "saved" : "sending");
      if (isKept) draft.forget();
    } catch {
      setState("failed"); // the browser keeps nothing, or its disk is full: what was typed is still in the form
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.length === 0 && !isLocked) void save();
  };
  return (
    <form onSubmit={onSubmit} noValidate className="report-form">
      {isLocked ? (
        <Alert color="yellow" my="sm">
          {t("report.sending")}
        </Alert>
      ) : null}
      {known === null ? null : (
        <Correction version={known.version} reason={reason} choose={setReason} error={errors("reason")} />
      )}
      {REPORT_SECTIONS.map((section, index) => (
        <details key={section} className="report-section" open={index === 0}>
          <summary>{t(`reportSection.${section}`)}</summary>
          {items
            .filter((item) => item.section === section)
            .map((item) => (
              <ItemFields
                key={item.item}
                item={item}
                texts={textsOf(item, draft.value, stated)}
                wrong={BREAKDOWNS[item.breakdown]
                  .map((group) => formCellKey(item.item, group))
                  .filter((key) => wrong.includes(key) || errors(`counts.${key}`) !== null)
                  .join(" ")}
                isLocked={isLocked}
                change={change}
              />
            ))}
        </details>
      ))}
      <SaveBar
        treated={sumItems(counts, [1, 3])}
        isWrong={wrong.length > 0}
        isLocked={isLocked}
        state={state}
      />
    </form>
  );
}

function Correction({
  version,
  reason,
  choose,
  error,
}: {
  readonly version: number;
  readonly reason: CorrectionReason;
  readonly choose: (reason: CorrectionReason) => void;
  readonly error: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Alert color="gray" my="sm">
      {t("report.correcting", { version: String(version) })}
      <NativeSelect
        mt="xs"
        label={t("report.reason")}
        error={error}
        value={reason}
        data={CORRECTION_REASONS.map((value) => ({ value, label: t(`correction.${value}`) }))}
        onChange={(event) =>
          choose(CORRECTION_REASONS.find((one) => one === event.currentTarget.value) ?? "other")
        }
      />
    </Alert>
  );
}

/** Stays in sight at the foot of the window: how many were seen, and the button. */
function SaveBar({
  treated,
  isWrong,
  isLocked,
  state,
}: {
  readonly treated: number;
  readonly isWrong: boolean;
  readonly isLocked: boolean;
  readonly state: SaveState;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  return (
    <div className="save-bar">
      <span>
        {t("report.patients")}: <strong>{quantity(treated)}</strong>
      </span>
      <Button type="submit" disabled={isWrong || isLocked}>
        {t("report.save")}
      </Button>
      <span role="status" className={state === "failed" || isWrong ? "failed-note" : "done-note"}>
        {isWrong ? t("report.notANumber") : null}
        {!isWrong && state === "saved" ? t("report.saved") : null}
        {!isWrong && state === "sending" ? t("report.sending") : null}
        {!isWrong && state === "failed" ? t("report.notSaved") : null}
      </span>
    </div>
  );
}

/** One item: a number for each group of whom it is counted. Drawn again only when its own numbers change. */
const ItemFields = memo(function ItemFields({
  item,
  texts,
  wrong,
  isLocked,
  change,
}: {
  readonly item: Item;
  /** The texts of the item's groups, in their order, as JSON. */
  readonly texts: string;
  /** Keys of cells that are not right, separated by spaces. */
  readonly wrong: string;
  readonly isLocked: boolean;
  readonly change: (key: string, text: string) => void;
}) {
  const { word } = useWords();
  const language = useLanguage();
  const shown = useMemo(() => JSON.parse(texts) as readonly string[], [texts]); // made by textsOf
  const name = item.names[language];
  const groups = BREAKDOWNS[item.breakdown];
  return (
    <fieldset className="report-item">
      <legend>
        <span className="item-number">{item.item}</span> {name}
      </legend>
      <div className="report-cells">
        {groups.map((group, index) => {
          const key = formCellKey(item.item, group);
          return (
            <label key={key}>
              <span>{word("ageGroup", group)}</span>
              <input
                type="text"
                inputMode="numeric"
                autoComplete="off"
                name={key}
                placeholder="0"
                value={shown[index] ?? ""}
                readOnly={isLocked}
                aria-invalid={wrong.split(" ").includes(key)}
                aria-label={`${name}, ${word("ageGroup", group)}`}
                onChange={(event) => change(key, event.currentTarget.value)}
              />
            </label>
          );
        })}
      </div>
    </fieldset>
  );
});

type Texts = Readonly<Record<string, string>>;
type Numbers = Readonly<Record<string, number>>;

/** What stands in the fields of an item. */
function textsOf({ item, breakdown }: Item, texts: Texts, stated: Numbers): string {
  const keys = BREAKDOWNS[breakdown].map((group) => formCellKey(item, group));
  return JSON.stringify(
    keys.map((key) => texts[key] ?? (stated[key] === undefined ? "" : String(stated[key]))),
  );
}

/** The numbers of the form without the cells that are 0, and the keys of cells that hold no whole number. */
function readTexts(
  items: readonly Item[],
  texts: Texts,
  stated: Numbers,
): { readonly counts: Numbers; readonly wrong: readonly string[] } {
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  for (const { key } of listCells(items)) {
    const text = texts[key];
    const count = text === undefined ? (stated[key] ?? 0) : text.trim() === "" ? 0 : readCount(text);
    if (!Number.isSafeInteger(count)) wrong.push(key);
    else if (count > 0) counts[key] = count;
  }
  return { counts, wrong };
}
