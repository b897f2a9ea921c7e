import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallId, RoundId, SupplyId } from "#core/id.ts";
import { Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import { useLanguage } from "../server/reference.ts";

/** What is explained: a call line of a round, or what the round left of a supply. Ids are as the server sent them. */
type Explained =
  | { readonly kind: "line"; readonly callId: string; readonly callLineNumber: number }
  | { readonly kind: "supply"; readonly supplyId: string };

/** A button that opens the explanation of a row, and the state of it. */
export function useExplanation(name: string) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const button = (
    <Button
      variant="subtle"
      size="compact-sm"
      className="why-button"
      aria-expanded={isOpen}
      aria-controls={id}
      aria-label={t("round.whyOf", { name })}
      onClick={() => setOpen(!isOpen)}
    >
      {t("round.why")}
    </Button>
  );
  return { id, isOpen, button };
}

/** The explanation under its row; it stays in sight while the table scrolls sideways. */
export function ExplanationRow({
  id,
  columns,
  roundId,
  explained,
}: {
  readonly id: string;
  readonly columns: number;
  readonly roundId: string;
  readonly explained: Explained;
}) {
  return (
    <Table.Tr id={id}>
      <Table.Td colSpan={columns}>
        <div className="explanation">
          <ExplanationText roundId={roundId} explained={explained} />
        </div>
      </Table.Td>
    </Table.Tr>
  );
}

function ExplanationText({
  roundId,
  explained,
}: {
  readonly roundId: string;
  readonly explained: Explained;
}) {
  const language = useLanguage();
  const explanation = useQuery({
    queryKey: ["explanation", roundId, explained, language],
    queryFn: async () => (await readExplanation(roundId as RoundId, explained, language)).words,
  });
  return (
    <Loaded query={explanation}>
      {({ head, reason, causes, equipment, sharing, changesHeading, changes, note }) => (
        <>
          <p>
            {head} {reason}
          </p>
          <List texts={causes} />
          <List texts={equipment} />
          {sharing === null ? null : <p>{sharing}</p>}
          {changes.length === 0 ? null : <p className="explanation-heading">{changesHeading}</p>}
          <List texts={changes} />
          {note === null ? null : <p className="note">{note}</p>}
        </>
      )}
    </Loaded>
  );
}

async function readExplanation(
  roundId: RoundId,
  explained: Explained,
  language: ReturnType<typeof useLanguage>,
) {
  const query = { language };
  if (explained.kind === "supply") {
    const supplyId = explained.supplyId as SupplyId;
    return await read(server.explainRoundSupply({ params: { roundId, supplyId }, query }));
  }
  const { callLineNumber } = explained;
  const callId = explained.callId as CallId;
  return await read(server.explainRoundLine({ params: { roundId, callId, callLineNumber }, query }));
}

function List({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <ul>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
