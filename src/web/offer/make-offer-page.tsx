import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OfferView } from "#api/offer.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import { TERMS } from "#core/ledger/supply.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Day } from "#core/time.ts";
import { NeedsBox } from "../call/needs-box.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ItemSelect } from "../item/item-select.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { DraftNote } from "../display/draft-note.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useDraft } from "../display/use-draft.ts";
import { server } from "../server/connection.ts";
import type { OwnParty } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { listOfferParties } from "./begin-offer.ts";
import { addLines, type DraftLine, EMPTY_LINE, emptyOffer, type OfferDraft } from "./offer-draft.ts";

const PasteLines = lazy(async () => ({ default: (await import("./paste-lines.tsx")).PasteLines }));
/** Lines of a long offer that are drawn at first. */
const LINES_SHOWN = 50;

/** Makes an offer: items, quantities, lots and days, on stated terms. It has no field for a condition. */
export function MakeOfferPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("offer.make")}</PageTitle>
          <p className="lead">{t("offer.makeLead")}</p>
          <MakeOfferForm userId={me.userId} parties={listOfferParties(me)} />
        </>
      )}
    </SignedInOnly>
  );
}

type Body = Parameters<typeof server.makeOffer>[0]["body"];

/** What was typed, as the interface takes it: the server checks every field and answers at the field. */
function makeBody({ partyId, terms, emergency, lines }: OfferDraft): Body {
  return {
    partyId: partyId as PartyId,
    terms,
    ...given("emergency", emergency),
    lines: lines.map((line) => ({
      itemId: line.itemId,
      quantity: readCount(line.quantity) as Quantity,
      siteId: line.siteId as SiteId,
      ...given("gtin", line.gtin),
      ...given("lotNumber", line.lotNumber),
      ...(line.expiry === "" ? {} : { expiry: line.expiry as Day }),
      ...(line.manufacturedOn === "" ? {} : { manufacturedOn: line.manufacturedOn as Day }),
      availableFrom: line.availableFrom as Day,
      ...(line.availableUntil === "" ? {} : { availableUntil: line.availableUntil as Day }),
      ...givenCount("keptUnits", line.keptUnits),
      ...givenCount("packUnits", line.packUnits),
      ...givenCount("leastShipmentUnits", line.leastShipmentUnits),
    })),
  };
}

function givenCount<Name extends string>(name: Name, text: string): { readonly [N in Name]?: Quantity } {
  if (text.trim() === "") return {};
  return { [name]: readCount(text) } as { readonly [N in Name]?: Quantity }; // its one member, checked by the server
}

function MakeOfferForm({
  userId,
  parties,
}: {
  readonly userId: string;
  readonly parties: readonly OwnParty[];
}) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const kept = useDraft("offer", { userId, empty: emptyOffer(parties[0]?.id ?? "") });
  const { value: draft, change: setDraft, forget: forgetDraft } = kept;
  const command = useCommand<Body, OfferView>(
    (body, commandId) => server.makeOffer({ body, commandId }),
    (offer) => {
      forgetDraft();
      void navigate({ to: "/offers/$offerId", params: { offerId: offer.id } });
    },
  );
  const errors = useFieldErrors(command.problem);
  const party = parties.find((one) => one.id === draft.partyId);
  const allSites = useSites().data;
  const sites = useMemo(
    () => allSites?.filter((site) => site.partyId === party?.id || site.country === party?.code) ?? [],
    [allSites, party?.id, party?.code],
  );
  const [areAllShown, setAllShown] = useState(false);
  // A refusal may be about a line that is not drawn: then all of them are.
  const isCut = !areAllShown && command.problem === null && draft.lines.length > LINES_SHOWN;
  const shown = isCut ? draft.lines.slice(0, LINES_SHOWN) : draft.lines;
  const fill = (added: readonly Partial<DraftLine>[]) =>
    setDraft({ ...draft, lines: addLines(draft.lines, added) });
  const change = (index: number, part: Partial<DraftLine>) =>
    setDraft({
      ...draft,
      lines: draft.lines.map((line, at) => (at === index ? { ...line, ...part } : line)),
    });
  return (
    <CommandForm command={command} makeBody={() => makeBody(draft)} submitLabel={t("offer.make")}>
      <DraftNote of="offer" draft={kept} />
      <WhereNeeded lines={draft.lines} offer={(itemId) => fill([{ itemId }])} />
      <div className="fields form-line">
        <NativeSelect
          label={t("form.party")}
          value={draft.partyId}
          error={errors("partyId")}
          data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
          onChange={(event) => setDraft({ ...draft, partyId: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("column.terms")}
          value={draft.terms}
          data={TERMS.map((value) => ({ value, label: t(`terms.${value}`) }))}
          onChange={(event) =>
            setDraft({ ...draft, terms: TERMS.find((one) => one === event.currentTarget.value) ?? "grant" })
          }
        />
        <TextInput
          label={`${t("form.emergency")} ${t("form.optional")}`}
          value={draft.emergency}
          error={errors("emergency")}
          onChange={(event) => setDraft({ ...draft, emergency: event.currentTarget.value })}
        />
      </div>
      <Suspense fallback={null}>
        <PasteLines sites={sites} onFill={fill} />
      </Suspense>
      {shown.map((line, index) => (
        <OfferLineFields
          // Lines are added at the end and removed by number: the place names the line.
          key={index}
          number={index + 1}
          line={line}
          sites={sites}
          errors={(name) => errors(`lines.${index}.${name}`)}
          change={(part) => change(index, part)}
          {...(draft.lines.length === 1
            ? {}
            : { remove: () => setDraft({ ...draft, lines: draft.lines.filter((_, at) => at !== index) }) })}
        />
      ))}
      {isCut ? (
        <Button variant="subtle" size="sm" display="block" onClick={() => setAllShown(true)}>
          {t("paste.moreLines", { lines: String(draft.lines.length - LINES_SHOWN) })}
        </Button>
      ) : null}
      <Button
        variant="default"
        size="sm"
        display="block"
        onClick={() => setDraft({ ...draft, lines: [...draft.lines, EMPTY_LINE] })}
      >
        {t("form.addLine")}
      </Button>
    </CommandForm>
  );
}

/** Items of an offer whose needs are shown at once. */
const SUGGESTED_MAX = 20;

/** Where the items of the offer are needed, or one that is chosen; a need can be answered by a further line. */
function WhereNeeded({
  lines,
  offer,
}: {
  readonly lines: readonly DraftLine[];
  readonly offer: (itemId: string) => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const [item, choose] = useState("");
  const [added, setAdded] = useState("");
  const typed = [...new Set(lines.map(({ itemId }) => itemId).filter((id) => id !== ""))];
  return (
    <>
      <NeedsBox
        startsOpen={false}
        item={item}
        suggested={typed.slice(0, SUGGESTED_MAX)}
        choose={choose}
        offer={(itemId) => {
          offer(itemId);
          setAdded(itemId);
        }}
      />
      <p role="status" className="note">
        {added === "" ? "" : t("need.added", { item: names.item(added) })}
      </p>
    </>
  );
}

const TEXT_FIELDS = [
  { name: "quantity", label: "column.quantity", type: "text", isOptional: false },
  { name: "gtin", label: "recall.gtin", type: "text", isOptional: true },
  { name: "lotNumber", label: "column.lot", type: "text", isOptional: true },
  { name: "expiry", label: "column.expiry", type: "date", isOptional: true },
  { name: "manufacturedOn", label: "shelfLife.manufacturedOn", type: "date", isOptional: true },
  { name: "availableFrom", label: "form.availableFrom", type: "date", isOptional: false },
  { name: "availableUntil", label: "form.availableUntil", type: "date", isOptional: true },
  { name: "keptUnits", label: "form.keptUnits", type: "text", isOptional: true },
  { name: "packUnits", label: "form.packUnits", type: "text", isOptional: true },
  { name: "leastShipmentUnits", label: "form.leastShipmentUnits", type: "text", isOptional: true },
] as const;

/** Fields that hold whole units. */
const COUNTS: ReadonlySet<string> = new Set(["quantity", "keptUnits", "packUnits", "leastShipmentUnits"]);

function OfferLineFields({
  number,
  line,
  sites,
  errors,
  change,
  remove,
}: {
  readonly number: number;
  readonly line: DraftLine;
  readonly sites: readonly { readonly id: string; readonly name: string }[];
  readonly errors: (name: string) => ReactNode;
  readonly change: (part: Partial<DraftLine>) => void;
  readonly remove?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="form-line">
      <legend>{t("form.line", { number: String(number) })}</legend>
      <div className="fields">
        <ItemSelect
          value={line.itemId}
          error={errors("itemId")}
          onlyItems
          onChange={(itemId) => change({ itemId })}
        />
        <NativeSelect
          label={t("column.site")}
          value={line.siteId}
          error={errors("siteId")}
          data={[
            { value: "", label: t("form.choose") },
            ...sites.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => change({ siteId: event.currentTarget.value })}
        />
        {TEXT_FIELDS.map(({ name, label, type, isOptional }) => (
          <TextInput
            key={name}
            type={type}
            inputMode={COUNTS.has(name) ? "numeric" : undefined}
            label={isOptional ? `${t(label)} ${t("form.optional")}` : t(label)}
            value={line[name]}
            error={errors(name)}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      {remove === undefined ? null : (
        <Group justify="flex-end" mt="xs">
          <Button variant="subtle" size="xs" onClick={remove}>
            {t("form.removeLine", { number: String(number) })}
          </Button>
        </Group>
      )}
    </fieldset>
  );
}
