import { Button } from "@mantine/core";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PhotographView } from "#api/photograph.ts";
import type { ConsignmentId, PhotographId } from "#core/id.ts";
import { CommandNote } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";

interface Shown {
  readonly consignmentId: string;
  readonly photograph: PhotographView;
  /** Its place among those of its line, from 1. */
  readonly place: number;
  /** What the line is called. */
  readonly name: string;
}

/** One photograph: small, and large when it is asked for; who took it when; the mark of one that was taken back. */
export function ShownPhotograph({ consignmentId, photograph, place, name }: Shown) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const [isLarge, setLarge] = useState(false);
  const { id, takenOn, addedBy, addedAt, takenBackAt, isOwn } = photograph;
  const label = t("photograph.alt", { number: quantity(place), line: name });
  const by = `\u2068${addedBy ?? t("photograph.unknown")}\u2069`;
  const caption = t("photograph.by", { name: by, day: when(takenOn), sent: when(addedAt) });
  if (takenBackAt !== null) {
    return (
      <li className="photograph">
        <span className="photograph-gone">{t("photograph.takenBack", { when: when(takenBackAt) })}</span>
        <span className="note">{caption}</span>
      </li>
    );
  }
  const address = `/api/v1/consignments/${consignmentId}/photographs/${id}`;
  return (
    <li className="photograph">
      <button
        type="button"
        className="photograph-open"
        aria-label={`${t("photograph.open")}: ${label}`}
        onClick={() => setLarge(true)}
      >
        <Picture address={address} label={label} className="photograph-thumb" />
      </button>
      <span className="note">{caption}</span>
      {isOwn ? <TakeBack consignmentId={consignmentId} id={id} label={label} /> : null}
      {isLarge ? (
        <Large address={address} label={label} caption={caption} onClose={() => setLarge(false)} />
      ) : null}
    </li>
  );
}

/** A picture of the server, or that it did not come. */
function Picture({
  address,
  label,
  className,
}: {
  readonly address: string;
  readonly label: string;
  readonly className?: string;
}) {
  const { t } = useTranslation();
  const [isFailed, setFailed] = useState(false);
  if (isFailed) return <span className="photograph-gone">{t("photograph.notLoaded")}</span>;
  return (
    <img
      src={address}
      alt={label}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(true)}
      {...(className === undefined ? {} : { className })}
    />
  );
}

/** In a dialog of the browser's own: it keeps the focus inside, closes by Escape and gives the focus back. */
function Large({
  address,
  label,
  caption,
  onClose,
}: {
  readonly address: string;
  readonly label: string;
  readonly caption: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="photograph-large"
      aria-label={label}
      onClose={onClose}
      onMouseDown={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <Picture address={address} label={label} />
      <p className="note">{caption}</p>
      <Button variant="default" onClick={() => dialog.current?.close()}>
        {t("photograph.close")}
      </Button>
    </dialog>
  );
}

function TakeBack({
  consignmentId,
  id,
  label,
}: {
  readonly consignmentId: string;
  readonly id: string;
  readonly label: string;
}) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const command = useCommand<undefined, unknown>((_, commandId) => {
    // Ids as the server sent them.
    const params = { consignmentId: consignmentId as ConsignmentId, photographId: id as PhotographId };
    return server.takeBackPhotograph({ params, commandId });
  });
  if (!isAsked) {
    return (
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${t("photograph.takeBack")}: ${label}`}
        onClick={() => setAsked(true)}
      >
        {t("photograph.takeBack")}
      </Button>
    );
  }
  return (
    <>
      <CommandNote command={command} />
      <Button
        size="compact-xs"
        color="red"
        loading={command.isSending}
        onClick={() => command.run(undefined)}
      >
        {t("photograph.takeBackSure")}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
        {t("arrival.keep")}
      </Button>
    </>
  );
}
