import type { ConsignmentView } from "#api/consignment.ts";
import { useNames } from "../server/reference.ts";

/** What each line of a consignment is called: its item, and its lot. */
export function useNamesOfLines({ lines }: Pick<ConsignmentView, "lines">): (lineNumber: number) => string {
  const names = useNames();
  return (lineNumber) => {
    const line = lines.find((one) => one.lineNumber === lineNumber);
    if (line === undefined) return String(lineNumber);
    return `${names.item(line.itemId)}${line.lotNumber === null ? "" : ` · \u2066${line.lotNumber}\u2069`}`;
  };
}
