import { readHere } from "../scan/read-code.ts";
import { Scanner } from "../scan/scanner.tsx";

/** Scans the code of a vial or its box; tells the number of its lot, else the beginning of what was read. */
export function VialScanner({ onNumber }: { readonly onNumber: (lotNumber: string) => void }) {
  const onCode = (text: string) => {
    const code = readHere(text, []);
    const lot = code.kind === "goods" ? code.elements.lot : null;
    onNumber(lot ?? text.replaceAll("\u001d", " ").slice(0, 60));
  };
  return <Scanner onCode={onCode} />;
}
