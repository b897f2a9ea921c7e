import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { PHOTOGRAPHS_PER_LINE_MAX } from "#core/receipt/photograph.ts";
import { useWording } from "../display/wording.ts";
import type { KeptPhotograph } from "./photograph-store.ts";
import { type Photographs, usePicture } from "./use-photographs.ts";
import "./photograph.css";

/** The photographs of one line that are kept on this device, each to be removed, and the way to take or choose more. */
export function LinePhotographs({
  lineNumber,
  name,
  photographs,
  standing = 0,
}: {
  readonly lineNumber: number;
  /** What the line is called: its item, and its lot. */
  readonly name: string;
  readonly photographs: Photographs;
  /** How many of the line the server has already. */
  readonly standing?: number;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const { kept, busyLine, fault, add, remove } = photographs;
  const own = kept.filter((one) => one.lineNumber === lineNumber);
  const isBusy = busyLine === lineNumber;
  const onFiles = (files: readonly File[]) => add(lineNumber, files);
  return (
    <div className="photographs" role="group" aria-label={`${t("photograph.title")}: ${name}`}>
      {own.length === 0 ? null : (
        <ul className="photograph-row">
          {own.map((photograph, index) => (
            <KeptOne
              key={photograph.commandId}
              photograph={photograph}
              label={t("photograph.alt", { number: quantity(index + 1), line: name })}
              remove={() => remove(photograph.commandId)}
            />
          ))}
        </ul>
      )}
      {own.length + standing >= PHOTOGRAPHS_PER_LINE_MAX ? (
        <p>{t("photograph.fault.enough")}</p>
      ) : (
        <div className="photograph-ways">
          <FileButton label={t("photograph.take")} name={name} isCamera isBusy={isBusy} onFiles={onFiles} />
          <FileButton label={t("photograph.choose")} name={name} isBusy={isBusy} onFiles={onFiles} />
        </div>
      )}
      <p className="note">{t("photograph.hint", { number: quantity(PHOTOGRAPHS_PER_LINE_MAX) })}</p>
      <p role="status" className={fault === null ? "note" : "failed-note"}>
        {isBusy ? t("photograph.busy") : null}
        {fault?.lineNumber === lineNumber ? t(`photograph.fault.${fault.kind}`) : null}
      </p>
    </div>
  );
}

function KeptOne({
  photograph,
  label,
  remove,
}: {
  readonly photograph: KeptPhotograph;
  readonly label: string;
  readonly remove: () => void;
}) {
  const { t } = useTranslation();
  const address = usePicture(photograph.jpeg);
  return (
    <li className="photograph">
      <img className="photograph-thumb" src={address} alt={label} />
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${t("photograph.remove")}: ${label}`}
        onClick={remove}
      >
        {t("photograph.remove")}
      </Button>
    </li>
  );
}

/** A button that opens the camera, or the pictures of the device. */
function FileButton({
  label,
  name,
  isCamera = false,
  isBusy,
  onFiles,
}: {
  readonly label: string;
  readonly name: string;
  readonly isCamera?: boolean;
  readonly isBusy: boolean;
  /** Empty where the camera was refused, or nothing was chosen. */
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const input = field.current;
    // Told by the browser alone, when its camera was closed or refused.
    const onCancel = () => {
      if (isCamera) onFiles([]);
    };
    input?.addEventListener("cancel", onCancel);
    return () => input?.removeEventListener("cancel", onCancel);
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        disabled={isBusy}
        aria-label={`${label}: ${name}`}
        onClick={() => field.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={field}
        type="file"
        accept="image/*"
        multiple
        {...(isCamera ? { capture: "environment" as const } : {})}
        className="visually-hidden"
        tabIndex={-1}
        aria-label={`${label}: ${name}`}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen again.
          currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
