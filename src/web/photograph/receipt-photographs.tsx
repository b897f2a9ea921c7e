import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { PhotographView } from "#api/photograph.ts";
import type { ConsignmentId } from "#core/id.ts";
import { Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { AddPhotographs } from "./add-photographs.tsx";
import { useNamesOfLines } from "./line-names.ts";
import { ShownPhotograph } from "./shown-photograph.tsx";
import "./photograph.css";

/** For the parties of a consignment: the photographs of each line that differs, and for the recipient the way to add some. */
export function ReceiptPhotographs({
  consignment,
  me,
}: {
  readonly consignment: ConsignmentView;
  readonly me: Me;
}) {
  const { t } = useTranslation();
  const parties = { giver: consignment.giverId, recipient: consignment.recipientId };
  const isSeen = mayDo(me, "read_photographs", parties);
  const isAdded = mayDo(me, "photograph_difference", parties);
  const consignmentId = consignment.id as ConsignmentId; // as the server sent it
  const photographs = useQuery({
    queryKey: ["photographs", consignmentId],
    enabled: isSeen && consignment.receipt !== null,
    queryFn: () => read(server.listPhotographs({ params: { consignmentId } })),
  });
  if (!isSeen || consignment.receipt === null) return null;
  return (
    <section aria-labelledby="photographs">
      <Title order={3} size="h4" mt="md" id="photographs">
        {t("photograph.title")}
      </Title>
      <p className="note">{t("photograph.seenBy")}</p>
      <Loaded query={photographs}>{({ items }) => <Lines consignment={consignment} items={items} />}</Loaded>
      {isAdded ? (
        <AddPhotographs consignment={consignment} userId={me.userId} items={photographs.data?.items ?? []} />
      ) : null}
    </section>
  );
}

function Lines({
  consignment,
  items,
}: {
  readonly consignment: ConsignmentView;
  readonly items: readonly PhotographView[];
}) {
  const { t } = useTranslation();
  const nameOf = useNamesOfLines(consignment);
  const lines = consignment.lines.filter((line) =>
    items.some(({ lineNumber }) => lineNumber === line.lineNumber),
  );
  if (lines.length === 0) return <p>{t("photograph.empty")}</p>;
  return lines.map(({ lineNumber }) => (
    <div key={lineNumber}>
      <strong>{nameOf(lineNumber)}</strong>
      <ul className="photograph-row">
        {items
          .filter((one) => one.lineNumber === lineNumber)
          .map((one, index) => (
            <ShownPhotograph
              key={one.id}
              consignmentId={consignment.id}
              photograph={one}
              place={index + 1}
              name={nameOf(lineNumber)}
            />
          ))}
      </ul>
    </div>
  ));
}
