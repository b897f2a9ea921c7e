import type { Problem } from "#core/result.ts";
import { startProblemList } from "./problem-list.ts";
import { nameColumn, type Table } from "./table.ts";

/**
 * Words for which a column is one of conditions unless it speaks of goods, as `Storage conditions` does. Like the
 * other lists, they are matched from the beginning of a word, without accents.
 */
const CONDITION_STARTS = ["condition", "requirement", "condicion", "requisito", "услови", "требовани"];
/** Words for which it is one whatever stands beside them, in English, French, Spanish and Russian. */
const CERTAIN_STARTS: readonly string[] = [
  "conditionalit",
  "terms and",
  "in return",
  "in exchange",
  "quid pro quo",
  "reciproc",
  "political",
  "politics",
  "obligation",
  "strings attached",
  "attached",
  "tied to",
  "subject to",
  "provided that",
  "counterpart",
  "vote",
  "exigence",
  "contrepartie",
  "en echange",
  "en retour",
  "politique",
  "sous reserve",
  "contrapartida",
  "contraprestacion",
  "a cambio",
  "politica",
  "politico",
  "obligacion",
  "обусловлен",
  "взамен",
  "в обмен",
  "политическ",
  "обязательств",
  "встречн",
];
const ARABIC_WORDS = [
  "شرط",
  "شروط",
  "شرطي",
  "مشروط",
  "مشروطية",
  "متطلبات",
  "مقابل",
  "سياسي",
  "سياسية",
  "التزام",
  "التزامات",
];
const CHINESE_WORDS = [
  "条件",
  "條件",
  "要求",
  "交换",
  "交換",
  "回报",
  "回報",
  "政治",
  "义务",
  "義務",
  "前提",
];

/**
 * Words of columns about goods, patients and amounts: how a box is to be kept, how much is needed. Such a column
 * holds no condition put on help.
 */
const GOODS_STARTS: readonly string[] = [
  "storage",
  "temperature",
  "transport",
  "handling",
  "shipping",
  "packaging",
  "physical",
  "item",
  "product",
  "equipment",
  "goods",
  "medical",
  "health",
  "patient",
  "weather",
  "power",
  "water",
  "space",
  "total",
  "estimated",
  "monthly",
  "weekly",
  "daily",
  "quantity",
  "qty",
  "unit",
  "stock",
  "conservation",
  "almacenamiento",
  "conservacion",
  "хранени",
  "температур",
  "перевоз",
  "количеств",
];
const CHINESE_GOODS = /[储儲贮貯]存|保存|运输|運輸|温度|溫度|数量|數量/;

/**
 * Returns the columns (0 = first) whose header says that they carry a condition: `Conditions`, `conditionality`,
 * `Terms and conditions`, `Requirement`, `in_return`, `Contrepartie`, `Условия`, `附加条件`, `الشروط`.
 * `terms` alone is a field of ours and is not among them, nor are columns about goods (`Storage conditions`). HXL
 * hashtags (`#meta+condition`) count as headers. What a header hides is not found: a condition in a column of
 * another name is kept out because no field of ours takes free text for one.
 */
export function findConditionColumns(headers: readonly string[]): readonly number[] {
  return headers.flatMap((header, column) => (isConditionHeader(header) ? [column] : []));
}

function isConditionHeader(header: string): boolean {
  const words = foldWords(header);
  // Chinese writes no spaces, and Arabic joins the article and some prepositions to the word.
  if (CHINESE_WORDS.some((word) => words.includes(word))) return !CHINESE_GOODS.test(words);
  const bare = words.split(" ").flatMap((word) => [word, word.replace(/^و?(?:بال|ال|لل|ب|ل)?/, "")]);
  if (bare.some((word) => ARABIC_WORDS.includes(word))) return true;
  const hasStart = (start: string): boolean => ` ${words}`.includes(` ${start}`);
  if (CERTAIN_STARTS.some(hasStart)) return true;
  return CONDITION_STARTS.some(hasStart) && !GOODS_STARTS.some(hasStart);
}

/** Lower case, without accents, words parted at case changes (`inReturn`), underscores and punctuation. */
function foldWords(header: string): string {
  return header
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * Returns a problem `conditions_attached` for every filled cell of a column that carries conditions, with the
 * cell's text as value and its line; an empty list where there is none. Any text counts, `none` too: the
 * remedy is to empty the column, and nothing has to judge what a sentence means.
 */
export function listAttachedConditions(table: Table): readonly Problem[] {
  const columns = new Set([
    ...findConditionColumns(table.headers),
    ...findConditionColumns(table.hashtags.map((hashtag) => hashtag?.text ?? "")),
  ]);
  const problems = startProblemList();
  for (const { cells, line } of table.rows) {
    for (const column of columns) {
      const value = (cells[column] ?? "").trim();
      if (value === "") continue;
      problems.add({ field: nameColumn(table, column), value, rule: "conditions_attached", line });
    }
  }
  return problems.list();
}
