import { FIGURE_OF } from "#core/statement/statement.ts";
import type { MovementKind } from "#core/ledger/movement.ts";
import type { Field } from "#formats/data-package/field.ts";
import type { Reference } from "#core/reference.ts";
import type { PublicMovement } from "./list-public-movements.ts";

const ENTRY = "the ledger's entry";
const MOVEMENT = "the ledger's movement";
const SUPPLY = "the supply whose units move";
const HIDDEN = "for nobody in particular, or withheld (hidden)";

/** The columns of the public movements, with what each of them means. */
export function listMovementFields(reference: Reference): readonly Field<PublicMovement>[] {
  return [...ENTRY_FIELDS, ...describeQuantities(reference), ...SUPPLY_FIELDS, ...WAY_FIELDS];
}

const ENTRY_FIELDS: readonly Field<PublicMovement>[] = [
  {
    name: "position",
    type: "integer",
    meaning: "Position of the entry in the ledger and in its log; 1 is the first, without gaps",
    source: ENTRY,
    value: ({ entry }) => entry.position,
  },
  {
    name: "line",
    type: "integer",
    meaning: "Line of the movement in its entry; position and line together name one movement",
    source: MOVEMENT,
    value: ({ movement }) => movement.lineNumber,
  },
  {
    name: "entry_id",
    type: "string",
    meaning: "UUID of the entry",
    source: ENTRY,
    value: ({ entry }) => entry.entryId,
  },
  {
    name: "entry_kind",
    type: "string",
    meaning: "Command that posted the entry",
    source: ENTRY,
    value: ({ entry }) => entry.kind,
  },
  {
    name: "reason",
    type: "string",
    meaning: "command, or why the entry corrects another",
    source: ENTRY,
    value: ({ entry }) => entry.reason,
  },
  {
    name: "corrects",
    type: "string",
    meaning: "UUID of the entry that this one corrects",
    source: ENTRY,
    nullMeaning: "it corrects none",
    value: ({ entry }) => entry.correctsId,
  },
  {
    name: "recorded_at",
    type: "datetime",
    meaning: "When the entry's command began, UTC",
    source: ENTRY,
    value: ({ entry }) => entry.recordedAt,
  },
  {
    name: "numbered_at",
    type: "datetime",
    meaning: "When the entry got its position, UTC; never runs backwards",
    source: ENTRY,
    value: ({ entry }) => entry.numberedAt,
  },
];

function describeQuantities({ items }: Reference): readonly Field<PublicMovement>[] {
  return [
    {
      name: "kind",
      type: "string",
      meaning: "What the movement is: pledge, reserve, dispatch, receive, use, and so on",
      source: MOVEMENT,
      value: ({ movement }) => movement.kind,
    },
    {
      name: "reversal",
      type: "boolean",
      meaning: "Whether it takes back units that a movement of this kind had moved",
      source: MOVEMENT,
      value: ({ movement }) => movement.reversal,
    },
    {
      name: "quantity",
      type: "integer",
      meaning: "Units that leave one account and enter another; always 1 or more",
      unit: "base units of the item, see unit",
      source: MOVEMENT,
      value: ({ movement }) => movement.quantity,
    },
    {
      name: "unit",
      type: "string",
      meaning: "Base unit that the item is counted in; units of different names never add",
      source: "the catalogue of items",
      value: ({ supply }) => items.get(supply.item)?.unitName ?? "piece",
    },
    {
      name: "figure",
      type: "string",
      meaning: "Figure of the statement in which the movement counts",
      source: "computed from kind",
      nullMeaning: "it counts in none: into or out of quarantine",
      value: ({ movement }) => FIGURE_OF[movement.kind as MovementKind]?.figure ?? null, // a CHECK holds it
    },
    {
      name: "figure_units",
      type: "integer",
      meaning: "What it adds to that figure: quantity, negative where it takes units off",
      unit: "base units of the item, see unit",
      source: "computed from kind, reversal and quantity",
      nullMeaning: "it counts in no figure",
      value: ({ movement }) => {
        const counts = FIGURE_OF[movement.kind as MovementKind]; // a CHECK holds it
        if (counts === null) return null;
        return (movement.reversal ? -counts.sign : counts.sign) * movement.quantity;
      },
    },
  ];
}

const SUPPLY_FIELDS: readonly Field<PublicMovement>[] = [
  {
    name: "item",
    type: "string",
    meaning: "Item, by its id in the catalogue",
    source: SUPPLY,
    value: ({ supply }) => supply.item,
  },
  {
    name: "supply_id",
    type: "string",
    meaning: "UUID of the supply: one lot of one item from one giver on one set of terms",
    source: SUPPLY,
    value: ({ supply }) => supply.supplyId,
  },
  {
    name: "exporter",
    type: "string",
    meaning: "Country of the giver (ISO 3166-1 alpha-3), or its code where it has none; as in the statement",
    source: SUPPLY,
    value: ({ giver }) => giver.countryOrCode,
  },
  {
    name: "giver",
    type: "string",
    meaning: "Giver, by code",
    source: SUPPLY,
    value: ({ giver }) => giver.code,
  },
  {
    name: "giver_name",
    type: "string",
    meaning: "Name of the giver",
    source: SUPPLY,
    value: ({ giver }) => giver.name,
  },
  {
    name: "terms",
    type: "string",
    meaning: "grant, concessional, at_cost, sale; not_stated where the source does not say",
    source: SUPPLY,
    value: ({ supply }) => supply.terms,
  },
  {
    name: "offer_id",
    type: "string",
    meaning: "UUID of the offer",
    source: SUPPLY,
    nullMeaning: "recorded afterwards, without an offer",
    value: ({ supply }) => supply.offerId,
  },
  {
    name: "lot",
    type: "string",
    meaning: "Lot number",
    source: SUPPLY,
    nullMeaning: "not stated",
    value: ({ supply }) => supply.lot,
  },
  {
    name: "expiry",
    type: "date",
    meaning: "Last day of use",
    source: SUPPLY,
    nullMeaning: "it has none, or none is stated",
    value: ({ supply }) => supply.expiry,
  },
  {
    name: "pipeline",
    type: "string",
    meaning: "Channel that the source names",
    source: SUPPLY,
    nullMeaning: "the source names none",
    value: ({ supply }) => supply.pipeline,
  },
  {
    name: "emergency",
    type: "string",
    meaning: "What the help is for",
    source: SUPPLY,
    nullMeaning: "not stated",
    value: ({ supply }) => supply.emergency,
  },
  {
    name: "scenario",
    type: "string",
    meaning: "Scenario: what would have been, and no history",
    source: SUPPLY,
    nullMeaning: "what really is",
    value: ({ supply }) => supply.scenario,
  },
];

const WAY_FIELDS: readonly Field<PublicMovement>[] = [
  ...(["from", "to"] as const).flatMap((end): Field<PublicMovement>[] => {
    const verb = end === "from" ? "leave" : "enter";
    return (["party", "site", "stage"] as const).map((part, index) => ({
      name: `${end}_${part}`,
      type: "string",
      meaning: `Account that the units ${verb}: ${part}${part === "stage" ? "" : ", by code"}`,
      source: MOVEMENT,
      value: ({ movement }) => movement[end][index] ?? null,
    }));
  }),
  {
    name: "recipient",
    type: "string",
    meaning: "Country of the recipient, or its code where it has none; as in the statement",
    source: MOVEMENT,
    nullMeaning: HIDDEN,
    value: ({ recipient }) => recipient?.countryOrCode ?? null,
  },
  {
    name: "recipient_party",
    type: "string",
    meaning: "Party that the units are meant for, by code",
    source: MOVEMENT,
    nullMeaning: HIDDEN,
    value: ({ recipient }) => recipient?.code ?? null,
  },
  {
    name: "recipient_name",
    type: "string",
    meaning: "Name of that party",
    source: MOVEMENT,
    nullMeaning: HIDDEN,
    value: ({ recipient }) => recipient?.name ?? null,
  },
  {
    name: "consignment",
    type: "string",
    meaning: "Number of the consignment in which the units go",
    source: MOVEMENT,
    nullMeaning: "in none, or withheld (hidden)",
    value: ({ movement }) => movement.consignment,
  },
  {
    name: "agreement",
    type: "string",
    meaning: "UUID of the agreement under which they move, while it stands",
    source: "the consignment, else the entry",
    nullMeaning: "under none, or withheld (hidden)",
    value: ({ agreementId }) => agreementId,
  },
  {
    name: "hidden",
    type: "boolean",
    meaning: "Whether recipient, consignment and agreement are withheld: an agreement that does not stand",
    source: "the agreement's status when the file was written",
    value: ({ isHidden }) => isHidden,
  },
  {
    name: "occurred_from",
    type: "date",
    meaning: "First day on which it can have happened",
    source: MOVEMENT,
    value: ({ movement }) => movement.occurred[0],
  },
  {
    name: "occurred_to",
    type: "date",
    meaning: "Last day on which it can have happened",
    source: MOVEMENT,
    value: ({ movement }) => movement.occurred[1],
  },
  {
    name: "occurred",
    type: "string",
    meaning: "When it happened, as precisely as the source says (EDTF): 2020-05-16, 2020-05, XXXX-12",
    source: MOVEMENT,
    value: ({ movement }) => movement.occurred[2],
  },
];
