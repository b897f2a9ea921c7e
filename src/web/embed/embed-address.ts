import type { WorldSearch } from "../world/world-search.ts";

/** Figures that other sites can show. */
export const EMBEDDED_FIGURES = ["map", "months"] as const;
export type EmbeddedFigure = (typeof EMBEDDED_FIGURES)[number];

/** Pixels that each needs without scrolling, on a page of 700 pixels. */
const HEIGHTS = { map: 720, months: 780 } as const satisfies Readonly<Record<EmbeddedFigure, number>>;

function query(search: WorldSearch, more: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({ ...Object.fromEntries(Object.entries(search)), ...more }).toString();
}

/** The address of the same choice among these pages. */
export function worldAddress(search: WorldSearch): string {
  return `/world?${query(search)}`;
}

/** HTML that shows a figure in another site's page, in a language, with a title for who cannot see it. */
export function writeSnippet(
  figure: EmbeddedFigure,
  search: WorldSearch,
  { origin, language, title }: { readonly origin: string; readonly language: string; readonly title: string },
): string {
  const address = `${origin}/embed/${figure}?${query(search, { lang: language })}`;
  const escape = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${escape(address)}" title="${escape(title)}" width="100%" height="${HEIGHTS[figure]}" style="border:0" loading="lazy"></iframe>`;
}
