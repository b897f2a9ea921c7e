import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { findPastedField, type PastedField, splitPasted } from "#core/offer/pasted-columns.ts";
import {
  listRepeated,
  nameIndex,
  type PastedRow,
  type PastedStyle,
  readPasted,
} from "#core/offer/read-pasted.ts";
import { useItems } from "../server/reference.ts";
import { PastedTable } from "./pasted-table.tsx";

/** As many lines as an offer may have; with the row of heads. */
const ROWS_MAX = 2001;

/** A line of the form as far as a row fills it: text, as if typed. */
export type PastedLine = Readonly<Partial<Record<PastedField, string>>>;

/**
 * Lines from a spreadsheet: pasted cells, or a file of comma-separated values. Shows them as a table with each problem at its
 * cell and asks where a day or a number can be read in two ways; fills the form when all is clear, and sends nothing.
 */
export function PasteLines({
  sites,
  onFill,
}: {
  readonly sites: readonly { readonly id: string; readonly code: string; readonly name: string }[];
  readonly onFill: (lines: readonly PastedLine[]) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Readonly<Record<number, PastedField | "">>>({});
  const [style, setStyle] = useState<PastedStyle>({ dayOrder: null, marks: null });
  const [filled, setFilled] = useState(0);
  const names = usePastedNames(sites);
  const table = useMemo(() => splitPasted(text), [text]);
  const [heads = [], ...rows] = table;
  const columns = heads.map((head, place) => {
    const field = chosen[place];
    return field === undefined ? findPastedField(head) : field === "" ? null : field;
  });
  const read = readPasted(rows, columns, { style, names });
  const problems = countProblems(read);
  const missing = (["itemId", "quantity"] as const).filter((field) => !columns.includes(field));
  const isRepeated = listRepeated(columns).length > 0;
  const isTooLong = table.length > ROWS_MAX;
  const isRight = rows.length > 0 && missing.length === 0 && problems.all === 0 && !isTooLong && !isRepeated;
  const take = (next: string) => {
    setText(next);
    setChosen({});
    setFilled(0);
  };
  return (
    <details className="filter-box">
      <summary>{t("paste.title")}</summary>
      <p className="note">{t("paste.lead")}</p>
      <Textarea
        label={t("paste.cells")}
        rows={4}
        value={text}
        error={isTooLong ? t("paste.tooLong") : null}
        onChange={(event) => take(event.currentTarget.value)}
      />
      <p>
        <label>
          {t("paste.file")}{" "}
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file !== undefined) void file.text().then(take);
            }}
          />
        </label>
      </p>
      {table.length === 0 ? null : (
        <>
          <StyleQuestions problems={problems} style={style} change={setStyle} />
          <p role="status">
            {[
              ...missing.map((field) => t(`paste.needs.${field}`)),
              ...(isRepeated ? [t("paste.repeated")] : []),
              ...(rows.length === 0 ? [t("paste.noRows")] : []),
              ...(problems.all > 0 ? [t("paste.problems", { problems: String(problems.all) })] : []),
              ...(isRight ? [t("paste.right", { rows: String(rows.length) })] : []),
            ].join(" ")}
          </p>
          <PastedTable
            heads={heads}
            rows={rows}
            read={read}
            columns={columns}
            choose={(place, field) => setChosen({ ...chosen, [place]: field })}
          />
          <Button
            mt="sm"
            variant="default"
            disabled={!isRight}
            onClick={() => {
              onFill(read.map(lineOf));
              setFilled(rows.length);
            }}
          >
            {t("paste.fill")}
          </Button>
          {filled === 0 ? null : <p role="status">{t("paste.filled", { rows: String(filled) })}</p>}
        </>
      )}
    </details>
  );
}

function lineOf({ cells }: PastedRow): PastedLine {
  return Object.fromEntries(Object.entries(cells).map(([field, cell]) => [field, cell.value]));
}

interface Problems {
  readonly all: number;
  readonly days: number;
  readonly marks: number;
}

function countProblems(rows: readonly PastedRow[]): Problems {
  const problems = rows.flatMap(({ cells }) => Object.values(cells).map(({ problem }) => problem));
  return {
    all: problems.filter((problem) => problem !== null).length,
    days: problems.filter((problem) => problem === "ask_day_order").length,
    marks: problems.filter((problem) => problem === "ask_marks").length,
  };
}

/** The choices that were needed stay on the page, so that they can be taken back. */
function StyleQuestions({
  problems,
  style,
  change,
}: {
  readonly problems: Problems;
  readonly style: PastedStyle;
  readonly change: (style: PastedStyle) => void;
}) {
  const { t } = useTranslation();
  const choose = { value: "", label: t("form.choose") };
  return (
    <div className="fields">
      {problems.days === 0 && style.dayOrder === null ? null : (
        <NativeSelect
          label={t("paste.askDays")}
          value={style.dayOrder ?? ""}
          data={[
            choose,
            { value: "day_first", label: t("paste.dayFirst") },
            { value: "month_first", label: t("paste.monthFirst") },
          ]}
          onChange={({ currentTarget: { value } }) =>
            change({ ...style, dayOrder: value === "day_first" || value === "month_first" ? value : null })
          }
        />
      )}
      {problems.marks === 0 && style.marks === null ? null : (
        <NativeSelect
          label={t("paste.askMarks")}
          value={style.marks ?? ""}
          data={[
            choose,
            { value: "thousands", label: t("paste.marksThousands") },
            { value: "decimal", label: t("paste.marksDecimal") },
          ]}
          onChange={({ currentTarget: { value } }) =>
            change({ ...style, marks: value === "thousands" || value === "decimal" ? value : null })
          }
        />
      )}
    </div>
  );
}

function usePastedNames(
  sites: readonly { readonly id: string; readonly code: string; readonly name: string }[],
) {
  const catalogue = useItems().data?.items;
  return useMemo(
    () => ({
      items: nameIndex(
        (catalogue ?? [])
          .filter((item) => item.kind === "item")
          .map(({ id, names }) => ({ id, names: [id, ...Object.values(names)] })),
      ),
      sites: nameIndex(sites.map(({ id, code, name }) => ({ id, names: [code, name] }))),
    }),
    [catalogue, sites],
  );
}
