import { foldForSearch } from "#core/item/search-items.ts";

/** What a column of a pasted table can say of an offer's line. */
export const PASTED_FIELDS = [
  "itemId",
  "quantity",
  "siteId",
  "gtin",
  "lotNumber",
  "expiry",
  "manufacturedOn",
  "availableFrom",
  "availableUntil",
] as const;
export type PastedField = (typeof PASTED_FIELDS)[number];

/** Words at the head of a column, in the six languages, as people write them. */
const HEADS: Readonly<Record<PastedField, readonly string[]>> = {
  itemId: [
    "item",
    "product",
    "goods",
    "description",
    "article",
    "produit",
    "artículo",
    "producto",
    "товар",
    "наименование",
    "الصنف",
    "المنتج",
    "物品",
    "品名",
    "产品",
  ],
  quantity: ["quantity", "qty", "quantité", "qté", "cantidad", "количество", "кол-во", "الكمية", "数量"],
  siteId: [
    "site",
    "warehouse",
    "location",
    "entrepôt",
    "lieu",
    "lugar",
    "almacén",
    "место",
    "склад",
    "الموقع",
    "المستودع",
    "地点",
    "仓库",
  ],
  gtin: [
    "gtin",
    "ean",
    "barcode",
    "gtin/ean",
    "code-barres",
    "código de barras",
    "штрихкод",
    "الرمز الشريطي",
    "条码",
  ],
  lotNumber: [
    "lot",
    "batch",
    "lot number",
    "batch number",
    "lot no",
    "numéro de lot",
    "lote",
    "серия",
    "партия",
    "партия товара",
    "التشغيلة",
    "رقم التشغيلة",
    "批号",
  ],
  expiry: [
    "expiry",
    "expiry date",
    "expiration",
    "exp",
    "expires",
    "use by",
    "péremption",
    "date de péremption",
    "caducidad",
    "vencimiento",
    "fecha de caducidad",
    "годен до",
    "срок годности",
    "انتهاء الصلاحية",
    "تاريخ انتهاء الصلاحية",
    "有效期",
    "有效期至",
    "失效日期",
  ],
  manufacturedOn: [
    "manufactured",
    "manufactured on",
    "date of manufacture",
    "production date",
    "fabrication",
    "date de fabrication",
    "fabricación",
    "fecha de fabricación",
    "дата изготовления",
    "изготовлено",
    "تاريخ الصنع",
    "تاريخ الإنتاج",
    "生产日期",
  ],
  availableFrom: [
    "available from",
    "available",
    "from",
    "disponible à partir du",
    "disponible dès",
    "disponible desde",
    "доступно с",
    "متاح من",
    "可用自",
    "可供日期",
  ],
  availableUntil: [
    "available until",
    "until",
    "disponible jusqu’au",
    "disponible jusqu'au",
    "disponible hasta",
    "доступно до",
    "متاح حتى",
    "可用至",
  ],
};

const FIELD_OF: ReadonlyMap<string, PastedField> = new Map(
  PASTED_FIELDS.flatMap((field) => HEADS[field].map((head) => [foldHead(head), field] as const)),
);

function foldHead(text: string): string {
  return foldForSearch(text)
    .replaceAll(/[\s_.:*’']+/g, " ")
    .trim();
}

/** The field that the head of a column names in one of the six languages; `null` for none. */
export function findPastedField(head: string): PastedField | null {
  return FIELD_OF.get(foldHead(head)) ?? null;
}

/**
 * The cells of a copied or saved table: rows, with tabs, semicolons or commas between cells, whichever the first row has most of;
 * a cell in quotes may hold any of them, and line ends. Rows without any text are left out. Linear in the text.
 */
export function splitPasted(text: string): readonly (readonly string[])[] {
  const [first = ""] = text.split(/\r?\n/, 1);
  const counted = ["\t", ";", ","].map((mark) => ({ mark, count: first.split(mark).length }));
  const [best] = counted.toSorted((a, b) => b.count - a.count);
  const mark = first.includes("\t") ? "\t" : (best?.mark ?? "\t");
  const rows: string[][] = [[]];
  let [cell, isQuoted] = ["", false];
  const endCell = () => {
    rows.at(-1)?.push(cell.trim());
    cell = "";
  };
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charAt(place);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(place + 1) === '"') {
        cell += '"';
        place += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === "") isQuoted = true;
    else if (character === mark) endCell();
    else if (character === "\n") {
      endCell();
      rows.push([]);
    } else if (character !== "\r" && character !== "\uFEFF") cell += character;
  }
  endCell();
  return rows.filter((row) => row.some((one) => one !== ""));
}
