import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ShownLot } from "./session-lines.tsx";

const VialScanner = lazy(async () => ({ default: (await import("./vial-scanner.tsx")).VialScanner }));

/** A vial's code chooses its lot, of those at the site. What scans is fetched when it is asked for. */
export function ScanVial({
  lots,
  onLot,
}: {
  readonly lots: readonly ShownLot[];
  readonly onLot: (lot: ShownLot) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [said, setSaid] = useState<{ readonly number: string; readonly isHere: boolean } | null>(null);
  if (!isOpen) {
    return (
      <Button variant="default" size="sm" mb="md" onClick={() => setOpen(true)}>
        {t("session.scan")}
      </Button>
    );
  }
  const onNumber = (number: string) => {
    const lot = lots.find(({ lotNumber }) => lotNumber === number);
    setSaid({ number, isHere: lot !== undefined });
    if (lot !== undefined) onLot(lot);
  };
  return (
    <Suspense fallback={null}>
      <VialScanner onNumber={onNumber} />
      <p role="status" className={said?.isHere === false ? "failed-note" : undefined}>
        {said === null
          ? null
          : t(said.isHere ? "session.scanned" : "session.notHere", { lot: `\u2066${said.number}\u2069` })}
      </p>
    </Suspense>
  );
}
