import "./palette.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useWording } from "../display/wording.ts";
import { findNumber, type Found, readNumber } from "./find-number.ts";
import { showKeys } from "./keys.ts";
import { listPlaces, searchLabels } from "./list-entries.ts";

export interface PaletteProps {
  readonly onClose: () => void;
}

/** One line of what was found. */
interface Entry {
  readonly href: string;
  readonly label: string;
}

/** Entries under their heading. */
interface EntryGroup {
  readonly name: "found" | "actions" | "pages";
  readonly entries: readonly Entry[];
}

/**
 * Goes to any page or action that the reader's roles allow, and to what a number names: a combobox with its list (WAI-ARIA 1.2), in a
 * dialog of the browser's own, which keeps the focus inside, closes by Escape and gives the focus back to where it was.
 */
export function Palette({ onClose }: PaletteProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  /** Enter was typed before the number's answer had come: it is gone to when it is there. */
  const [isWaiting, setWaiting] = useState(false);
  const { groups, isSearching, isBroken } = useEntries(text);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.min(chosen, entries.length - 1);

  useLayoutEffect(() => dialog.current?.showModal(), []);
  const go = ({ href }: Entry) => {
    dialog.current?.close(); // first: the page that comes takes the focus from where this gives it back
    void navigate({ href });
  };
  const first = entries[0];
  useEffect(() => {
    if (!isWaiting || isSearching) return;
    setWaiting(false);
    if (first !== undefined) go(first);
  }, [isWaiting, isSearching]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = moveTo(event.key, at, entries.length);
    if (next !== null) {
      event.preventDefault();
      setChosen(next);
      return;
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const entry = entries[at];
    if (isSearching) setWaiting(true);
    else if (entry !== undefined) go(entry);
  };
  const id = useId();
  return (
    // What is typed here stays here: the key that opens this must not reach what lies under it.
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t("palette.title")}
      onClose={onClose}
      onMouseDown={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div className="palette-box">
        <div className="palette-field">
          <label htmlFor={`${id}-field`}>{t("palette.field")}</label>
          <input
            id={`${id}-field`}
            type="text"
            role="combobox"
            aria-expanded={entries.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={entries.length === 0 ? undefined : `${id}-${at}`}
            aria-describedby={`${id}-keys`}
            placeholder={t("palette.example")}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setChosen(0);
              setWaiting(false);
            }}
            onKeyDown={onKeyDown}
          />
          <button type="button" className="plain-button" onClick={() => dialog.current?.close()}>
            {t("palette.close")}
          </button>
        </div>
        <EntryList id={id} groups={groups} at={at} go={go} />
        <PaletteNotes count={entries.length} isSearching={isSearching} isBroken={isBroken} />
        <p className="note palette-keys" id={`${id}-keys`}>
          {t("palette.keys", { keys: showKeys() })}
        </p>
      </div>
    </dialog>
  );
}

/** Where a key leads in the list; `null` for one that leads nowhere in it. Up and down go round. */
function moveTo(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  return null;
}

/** Says what there is to see, to ears too. */
function PaletteNotes({
  count,
  isSearching,
  isBroken,
}: {
  readonly count: number;
  readonly isSearching: boolean;
  readonly isBroken: boolean;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const said = () => {
    if (isBroken) return t("state.offline");
    if (isSearching) return t("palette.searching");
    return count === 0 ? t("palette.none") : t("palette.count", { number: quantity(count) });
  };
  return (
    <p role="status" className={count === 0 || isBroken ? "palette-none" : "visually-hidden"}>
      {said()}
    </p>
  );
}

function EntryList({
  id,
  groups,
  at,
  go,
}: {
  readonly id: string;
  readonly groups: readonly EntryGroup[];
  readonly at: number;
  readonly go: (entry: Entry) => void;
}) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }, [at, groups]);
  let index = -1;
  return (
    <div
      role="listbox"
      id={`${id}-list`}
      aria-label={t("palette.results")}
      className="palette-list"
      ref={list}
    >
      {groups.map(({ name, entries }) => (
        <div role="group" key={name} aria-labelledby={`${id}-${name}`}>
          <div className="palette-heading" role="presentation" id={`${id}-${name}`}>
            {t(`palette.${name}`)}
          </div>
          {entries.map((entry) => {
            index += 1;
            return (
              // The keyboard chooses from the field, which keeps the focus; a press must not take it.
              <div
                key={entry.href}
                role="option"
                id={`${id}-${index}`}
                aria-selected={index === at}
                className="palette-option"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => go(entry)}
              >
                {entry.label}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** What a text leads to. A whole number is asked for; other texts are searched in the names of pages and actions, and can be followed. */
function useEntries(text: string) {
  const { t } = useTranslation();
  const me = useMe().data ?? null;
  const number = readNumber(text);
  const query = useQuery({
    queryKey: ["palette", number, me?.userId ?? null],
    queryFn: () => findNumber(number ?? ""),
    enabled: number !== null,
  });
  const nameFound = useFoundNames();
  const places = listPlaces(me);
  const labelled = (list: typeof places.pages): readonly Entry[] =>
    list.map(({ to, key }) => ({ href: to, label: t(key) }));
  const found = number === null ? null : (query.data ?? null);
  const trimmed = text.trim();
  // A lot number, or part of what is printed on a label: the page that follows it says what it is.
  const canFollow = number === null && /\d/.test(trimmed) && trimmed.length <= 60;
  const groups: readonly EntryGroup[] = [
    {
      name: "found",
      entries: [
        ...(found === null ? [] : [{ href: found.href, label: nameFound(found) }]),
        ...(canFollow
          ? [
              {
                href: `/follow/${encodeURIComponent(trimmed)}`,
                label: t("palette.followed", { identifier: `\u2068${trimmed}\u2069` }),
              },
            ]
          : []),
      ],
    },
    { name: "actions", entries: searchLabels(labelled(places.actions), text) },
    { name: "pages", entries: searchLabels(labelled(places.pages), text) },
  ];
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    isSearching: number !== null && query.isPending && query.fetchStatus === "fetching",
    isBroken: number !== null && query.isError,
  };
}

function useFoundNames(): (found: Found) => string {
  const { t } = useTranslation();
  const names = useNames();
  return (found) => {
    switch (found.kind) {
      case "call":
        return t("call.title", { party: names.party(found.party) });
      case "offer":
        return t("offer.title", { party: names.party(found.party) });
      case "agreement":
        return t("agreement.title", {
          giver: names.party(found.giver),
          recipient: names.party(found.recipient),
        });
      case "consignment":
        return t("palette.consignment", {
          number: `\u2068${found.number}\u2069`,
          giver: names.party(found.giver),
          recipient: names.party(found.recipient),
        });
      case "followed":
        return t("palette.followed", { identifier: `\u2068${found.identifier}\u2069` });
    }
  };
}
