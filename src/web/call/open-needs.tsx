import "./needs.css";
import { Button, Table } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { OpenNeedsView } from "#api/call.ts";
import { ScenarioNote } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { ItemSelect } from "../item/item-select.tsx";
import { read, server } from "../server/connection.ts";
import { useItems, useNames } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";

/** What a reader of the needs may do with one: begin an offer of the item, or nothing. */
type Offer = ((itemId: string) => void) | undefined;

/**
 * What recipients still need: of each item how much, where none is chosen; of the chosen one, or of those that are suggested, who needs how
 * much by when, the least developed countries first.
 */
export function OpenNeeds({
  item,
  suggested = [],
  scenario,
  choose,
  offer,
}: {
  /** The item or category that is chosen; empty for none. */
  readonly item: string;
  /** Items that are shown where none is chosen. */
  readonly suggested?: readonly string[];
  readonly scenario?: string | undefined;
  readonly choose: (itemId: string) => void;
  readonly offer: Offer;
}) {
  const { t } = useTranslation();
  const asked = item === "" ? suggested : [item];
  return (
    <>
      <p className="note">{t("need.lead")}</p>
      <ScenarioNote scenario={scenario} />
      <div className="fields">
        <ItemSelect value={item} error={undefined} onChange={choose} />
      </div>
      <p className="note">{t(item === "" && suggested.length > 0 ? "need.ofOffer" : "need.hint")}</p>
      {asked.length === 0 ? (
        <NeededItems scenario={scenario} choose={choose} />
      ) : (
        <NeedTable asked={asked} scenario={scenario} offer={offer} />
      )}
      {item === "" ? null : (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => choose("")}>
          {t("need.all")}
        </Button>
      )}
    </>
  );
}

const inScenario = (scenario: string | undefined) => (scenario === undefined ? {} : { scenario });

/** What is needed of every item, and the way to who needs it. */
function NeededItems({
  scenario,
  choose,
}: {
  readonly scenario: string | undefined;
  readonly choose: (itemId: string) => void;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const needs = useQuery({
    queryKey: ["needs", "items", scenario ?? null],
    queryFn: () => read(server.listOpenNeeds({ query: { limit: 1, ...inScenario(scenario) } })),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={needs}>
      {({ sums }) =>
        sums.length === 0 ? (
          <NothingNeeded />
        ) : (
          <ScrollTable caption={t("need.overview")} minWidth={320}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("column.item")}</Table.Th>
                <Table.Th scope="col" className="number">
                  {t("need.open")}
                </Table.Th>
                <Table.Th scope="col" className="number">
                  {t("need.recipients")}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sums.map(({ itemId, open, recipients }) => (
                <Table.Tr key={itemId}>
                  <Table.Th scope="row">
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      className="need-choice"
                      aria-label={t("need.show", { item: names.item(itemId) })}
                      onClick={() => choose(itemId)}
                    >
                      {names.item(itemId)}
                    </Button>{" "}
                    <span className="of-which-word">({names.unitOf(itemId)})</span>
                  </Table.Th>
                  <Table.Td className="number">{quantity(open)}</Table.Td>
                  <Table.Td className="number">{quantity(recipients)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </ScrollTable>
        )
      }
    </Loaded>
  );
}

function NothingNeeded() {
  const { t } = useTranslation();
  return <Empty title={t("need.none")}>{t("need.noneHint")}</Empty>;
}

type NeedRow = OpenNeedsView["items"][number];

/** Who needs what would be answered by the items, and by when. */
function NeedTable({
  asked,
  scenario,
  offer,
}: {
  readonly asked: readonly string[];
  readonly scenario: string | undefined;
  readonly offer: Offer;
}) {
  const { t } = useTranslation();
  const items = asked.join(",");
  const pages = usePages(["needs", items, scenario ?? null], async (cursor) => {
    const query = { items, limit: 50, ...cursor, ...inScenario(scenario) };
    const page = await read(server.listOpenNeeds({ query }));
    const sums = new Map(page.sums.map(({ itemId, open }) => [itemId, open]));
    return {
      ...page,
      items: page.items.map((need) => ({ ...need, openOfItem: sums.get(need.itemId) ?? need.open })),
    };
  });
  return (
    <Loaded query={pages.query}>
      {() =>
        pages.items.length === 0 ? (
          <NothingNeeded />
        ) : (
          <>
            <ScrollTable caption={t("need.caption")} minWidth={600}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t("column.recipient")}</Table.Th>
                  <Table.Th scope="col" className="number">
                    {t("need.open")}
                  </Table.Th>
                  <Table.Th scope="col">{t("need.until")}</Table.Th>
                  <Table.Th scope="col" className="number">
                    {t("need.asked")}
                  </Table.Th>
                  <Table.Th scope="col" className="number">
                    {t("column.agreed")}
                  </Table.Th>
                  <Table.Th scope="col" className="number">
                    {t("need.pending")}
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {pages.items.map((need, index) => (
                  <Fragment key={`${need.itemId} ${need.partyCode}`}>
                    {pages.items[index - 1]?.itemId === need.itemId ? null : (
                      <ItemRow itemId={need.itemId} open={need.openOfItem} asked={asked} offer={offer} />
                    )}
                    <RecipientRow need={need} />
                  </Fragment>
                ))}
              </Table.Tbody>
            </ScrollTable>
            <NextPages pages={pages} />
          </>
        )
      }
    </Loaded>
  );
}

/** The item that an offer for a need is begun with: what the giver thinks of, or else what is asked; none where that is a category. */
function useOffered(itemId: string, asked: readonly string[]): string | undefined {
  const kinds = new Map(useItems().data?.items.map(({ id, kind }) => [id, kind]));
  const wanted = asked.includes(itemId) ? [itemId] : [...asked, itemId];
  return wanted.find((id) => kinds.get(id) === "item");
}

function ItemRow({
  itemId,
  open,
  asked,
  offer,
}: {
  readonly itemId: string;
  readonly open: number;
  readonly asked: readonly string[];
  readonly offer: Offer;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const offered = useOffered(itemId, asked);
  const facts = { item: names.item(itemId), open: quantity(open), unit: names.unitOf(itemId) };
  return (
    <Table.Tr>
      <Table.Th scope="colgroup" colSpan={6} fw={600}>
        <div className="need-item">
          <span>{t("need.item", facts)}</span>
          {offer === undefined || offered === undefined ? null : (
            <Button size="compact-sm" variant="light" onClick={() => offer(offered)}>
              {t("need.offer", { item: names.item(offered) })}
            </Button>
          )}
        </div>
      </Table.Th>
    </Table.Tr>
  );
}

function RecipientRow({ need }: { readonly need: NeedRow }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const [first, ...others] = need.lines;
  if (first === undefined) return null;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Link to="/calls/$callId" params={{ callId: first.callId }}>
          {names.party(need.partyCode)}
        </Link>
        {need.leastDeveloped ? <div className="of-which-word">{t("world.ldc")}</div> : null}
      </Table.Th>
      <Table.Td className="number">{quantity(need.open)}</Table.Td>
      <Table.Td>
        {others.length === 0
          ? when(first.windowTo)
          : need.lines.map(({ callId, lineNumber, open, windowTo }) => (
              <div key={`${callId} ${lineNumber}`}>
                <Link to="/calls/$callId" params={{ callId }}>
                  {t("need.lineUntil", { quantity: quantity(open), when: when(windowTo) })}
                </Link>
              </div>
            ))}
      </Table.Td>
      <Table.Td className="number">{quantity(need.asked)}</Table.Td>
      <Table.Td className="number">{quantity(need.agreed)}</Table.Td>
      <Table.Td className="number">{quantity(need.pending)}</Table.Td>
    </Table.Tr>
  );
}
