import "./long-table.css";
import { Table } from "@mantine/core";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type FocusEvent, type ReactNode, useCallback, useEffect, useId, useRef } from "react";
import type { Pages } from "../server/use-pages.ts";
import { NextPages } from "./next-pages.tsx";

/** Height of a row before it has been drawn, CSS pixels; each is measured when it is. */
const ROW_PIXELS = 45;
/** Rows drawn beyond what can be seen, above and below. */
const OVERSCAN = 10;
/** The next page is asked for when so few rows are left below: before somebody who scrolls comes to the end. */
const ASK_BEFORE = 40;

/**
 * A table of any length that scrolls inside its own box: only the rows that can be seen are in the document, and further pages are
 * asked for on the way down. Screen readers hear the place of each row; whether there are more is said as "unknown" (-1) until the
 * last page has come. A row that has the focus stays, however far its table is scrolled.
 */
export function LongTable<Item extends { readonly id: string }>({
  caption,
  head,
  pages,
  draw,
  minWidth = 640,
}: {
  readonly caption: string;
  /** The cells of the row of headings. */
  readonly head: ReactNode;
  readonly pages: Pages<Item>;
  /** The cells of a row. */
  readonly draw: (item: Item) => ReactNode;
  readonly minWidth?: number;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const focused = useRef<number | null>(null);
  const { items, hasMore, isFetchingMore, isStuck, fetchMore } = pages;
  const rangeExtractor = useCallback((range: Range) => withFocused(range, focused.current), []);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PIXELS,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: OVERSCAN,
    rangeExtractor,
  });
  const rows = virtual.getVirtualItems();
  const lastDrawn = virtual.range?.endIndex ?? 0;
  // What did not come is asked for again by whoever reads: by itself it would be asked for without end.
  const isNearEnd = hasMore && !isFetchingMore && !isStuck && lastDrawn >= items.length - ASK_BEFORE;
  useEffect(() => {
    if (isNearEnd) fetchMore();
    // The function is another one at every drawing.
  }, [isNearEnd, items.length]);
  const onFocus = (event: FocusEvent) => {
    const row = event.target.closest("tr[data-index]");
    focused.current = row === null ? null : Number(row.getAttribute("data-index"));
  };
  const onBlur = () => {
    focused.current = null;
  };
  let drawnTo = 0;
  const spaced = rows.map((row) => {
    const before = row.start - drawnTo;
    drawnTo = row.end;
    return { row, before };
  });
  return (
    <>
      {/* A box that scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <div
        className="scroll-box long-table"
        role="group"
        aria-labelledby={id}
        tabIndex={0}
        ref={box}
        onFocus={onFocus}
        onBlur={onBlur}
      >
        <Table
          miw={minWidth}
          verticalSpacing="xs"
          captionSide="top"
          highlightOnHover
          aria-rowcount={hasMore ? -1 : items.length + 1}
        >
          <caption>
            <span id={id}>{caption}</span>
          </caption>
          <Table.Thead>
            <Table.Tr aria-rowindex={1}>{head}</Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {spaced.map(({ row, before }) => {
              const item = items[row.index];
              return item === undefined ? null : (
                <Fragment key={row.key}>
                  <Gap pixels={before} />
                  <Table.Tr ref={virtual.measureElement} data-index={row.index} aria-rowindex={row.index + 2}>
                    {draw(item)}
                  </Table.Tr>
                </Fragment>
              );
            })}
            <Gap pixels={virtual.getTotalSize() - drawnTo} />
          </Table.Tbody>
        </Table>
      </div>
      {isStuck ? <NextPages pages={pages} /> : null}
    </>
  );
}

/** The room of rows that are not drawn. */
function Gap({ pixels }: { readonly pixels: number }) {
  if (pixels <= 0) return null;
  return (
    <tr aria-hidden="true" className="gap-row">
      <td style={{ height: pixels }} />
    </tr>
  );
}

/** The rows in sight, and the one that has the focus. */
function withFocused(range: Range, focused: number | null): number[] {
  const seen = defaultRangeExtractor(range);
  if (focused === null || focused >= range.count || seen.includes(focused)) return seen;
  return [...seen, focused].toSorted((a, b) => a - b);
}
