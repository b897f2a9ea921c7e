import type { Explained } from "./put-into-words.ts";

/** An explanation as lines of text, what belongs to a line indented under it. */
export function listParagraphs(explained: Explained): readonly string[] {
  const { head, reason, causes, equipment, sharing, changesHeading, changes, note } = explained;
  return [
    `${head} ${reason}`,
    ...causes.map((cause) => `  – ${cause}`),
    ...equipment.map((text) => `  – ${text}`),
    ...(sharing === null ? [] : [`  ${sharing}`]),
    ...(changes.length === 0 ? [] : [`  ${changesHeading}`]),
    ...changes.map((change) => `  – ${change}`),
    ...(note === null ? [] : [`  ${note}`]),
  ];
}
