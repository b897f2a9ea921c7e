import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallId, RoundId, SupplyId } from "#core/id.ts";
import type { TeamCallId } from "#core/team/team-call.ts";
import type { TeamOfferId } from "#core/team/team-offer.ts";
import { Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useLanguage } from "../server/reference.ts";

const MissingLanes = lazy(async () => {
  const { MissingLanes: shown } = await import("./missing-lanes.tsx");
  return { default: shown };
});

/** What is explained: a call line of a round, what the round left of a supply, a team, or a call for teams. Ids are as the server sent them. */
type Explained =
  | { readonly kind: "line"; readonly callId: string; readonly callLineNumber: number }
  | { readonly kind: "supply"; readonly supplyId: string }
  | { readonly kind: "team"; readonly teamOfferId: string; readonly number: number }
  | { readonly kind: "team_call"; readonly teamCallId: string };

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

/** Why a row is as it is, in the words of the language. */
export function ExplanationText({
  roundId,
  explained,
}: {
  readonly roundId: string;
  readonly explained: Explained;
}) {
  const language = useLanguage();
  const explanation = useQuery({
    queryKey: ["explanation", roundId, explained, language],
    queryFn: async () => await readExplanation(roundId as RoundId, explained, language),
  });
  const isSignedIn = (useMe().data ?? null) !== null;
  return (
    <Loaded query={explanation}>
      {({ words: { head, reason, causes, equipment, sharing, changesHeading, changes, note }, ...more }) => (
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
          {isSignedIn && "missingLanes" in more && more.missingLanes.length > 0 ? (
            <Suspense fallback={null}>
              <MissingLanes roundId={roundId} lanes={more.missingLanes} />
            </Suspense>
          ) : null}
        </>
      )}
    </Loaded>
  );
}

/** What is said of a team, in the places of what is said of a line. */
function placeTeamWords({ words }: { readonly words: TeamWords }) {
  const { head, needs, othersHeading, others } = words;
  return {
    words: {
      head,
      reason: "",
      causes: needs,
      equipment: [],
      sharing: null,
      changesHeading: othersHeading,
      changes: others,
      note: null,
    },
  };
}
interface TeamWords {
  readonly head: string;
  readonly needs: readonly string[];
  readonly othersHeading: string;
  readonly others: readonly string[];
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
  if (explained.kind === "team") {
    const params = { roundId, teamOfferId: explained.teamOfferId as TeamOfferId };
    const { number } = explained;
    return placeTeamWords(await read(server.explainRoundTeam({ params, query: { ...query, number } })));
  }
  if (explained.kind === "team_call") {
    const params = { roundId, teamCallId: explained.teamCallId as TeamCallId };
    return placeTeamWords(await read(server.explainRoundTeamCall({ params, query })));
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
