import { Button, Input, NativeSelect, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PASTED_FIELDS, type PastedField } from "#core/offer/pasted-columns.ts";
import type { PastedRow } from "#core/offer/read-pasted.ts";
import { ScrollTable } from "../display/scroll-table.tsx";

/** Rows drawn at once: of a longer table those with problems come first. */
const SHOWN = 50;

/** The pasted rows as they are read, each column under the field that it fills, each problem in words at its cell. */
export function PastedTable({
  heads,
  rows,
  read,
  columns,
  choose,
}: {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly read: readonly PastedRow[];
  readonly columns: readonly (PastedField | null)[];
  readonly choose: (place: number, field: PastedField | "") => void;
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(SHOWN);
  const hasProblem = (place: number) =>
    Object.values(read[place]?.cells ?? {}).some(({ problem }) => problem !== null);
  const places = rows.map((_, place) => place);
  const ordered = [...places.filter(hasProblem), ...places.filter((place) => !hasProblem(place))];
  const fields = [
    { value: "", label: t("paste.ignored") },
    ...PASTED_FIELDS.map((value) => ({ value, label: t(`paste.field.${value}`) })),
  ];
  return (
    <>
      <ScrollTable caption={t("paste.caption")} minWidth={heads.length * 140}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("paste.row")}</Table.Th>
            {heads.map((head, place) => (
              // The columns of a table that was pasted have no name of their own: their place is it.
              <Table.Th scope="col" key={place}>
                <NativeSelect
                  size="xs"
                  label={head === "" ? "–" : head}
                  value={columns[place] ?? ""}
                  data={fields}
                  onChange={({ currentTarget: { value } }) =>
                    choose(place, PASTED_FIELDS.find((field) => field === value) ?? "")
                  }
                />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ordered.slice(0, shown).map((place) => (
            <Table.Tr key={place}>
              <Table.Th scope="row">{place + 2}</Table.Th>
              {heads.map((_, column) => {
                const field = columns[column] ?? null;
                const problem = field === null ? null : (read[place]?.cells[field]?.problem ?? null);
                return (
                  <Table.Td key={column}>
                    {rows[place]?.[column] ?? ""}
                    {problem === null ? null : <Input.Error>{t(`paste.problem.${problem}`)}</Input.Error>}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
      {ordered.length <= shown ? null : (
        <Button variant="subtle" size="xs" onClick={() => setShown(shown + 10 * SHOWN)}>
          {t("paste.more", { rows: String(ordered.length - shown) })}
        </Button>
      )}
    </>
  );
}
