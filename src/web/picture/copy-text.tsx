import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

/** A text to be copied as it stands: a command or an address, left to right in every language, or prose as its words are written. */
export function CopyText({
  label,
  text,
  isProse = false,
}: {
  readonly label: string;
  readonly text: string;
  readonly isProse?: boolean;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () => {
    // Without permission it can still be selected and copied by hand.
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => undefined,
    );
  };
  return (
    <section className="copy-text" aria-labelledby={id}>
      <div className="copy-text-head">
        <span id={id}>{label}</span>
        <Button variant="default" size="compact-sm" onClick={copy} aria-describedby={id}>
          {t(copied === text ? "picture.copied" : "picture.copy")}
        </Button>
      </div>
      <pre dir={isProse ? undefined : "ltr"} tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
