import type { Problem } from "#core/result.ts";

/**
 * Words for which a name is one of conditions unless it speaks of goods, as `Storage conditions` does. Like the
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
 * True for a name of a column or member under which a condition is written: `Conditions`, `conditionality`,
 * `Terms and conditions`, `Requirement`, `in_return`, `inExchange`, `Contrepartie`, `Условия`, `附加条件`, `الشروط`.
 * `terms` alone is a field of ours and is not among them, nor are names about goods (`Storage conditions`).
 */
export function isConditionName(name: string): boolean {
  const words = foldWords(name);
  // Chinese writes no spaces, and Arabic joins the article and some prepositions to the word.
  if (CHINESE_WORDS.some((word) => words.includes(word))) return !CHINESE_GOODS.test(words);
  const bare = words.split(" ").flatMap((word) => [word, word.replace(/^و?(?:بال|ال|لل|ب|ل)?/, "")]);
  if (bare.some((word) => ARABIC_WORDS.includes(word))) return true;
  const hasStart = (start: string): boolean => ` ${words}`.includes(` ${start}`);
  if (CERTAIN_STARTS.some(hasStart)) return true;
  return CONDITION_STARTS.some(hasStart) && !GOODS_STARTS.some(hasStart);
}

/**
 * What a sentence says that puts a condition, in the six languages, matched as whole words without accents. Single words
 * that stand in the names of ministries, agencies and places (`political`, `counterpart`) are not among them.
 */
const CONDITION_PHRASES = [
  // English
  "only if",
  "if and when",
  "as long as",
  "so long as",
  "provided (?:that|they|it|the)",
  "on (?:the )?condition",
  "conditional(?:ly)?",
  "conditioned (?:on|upon)",
  "contingent (?:on|upon)",
  "unless",
  "in (?:return|exchange) for",
  "in return",
  "quid pro quo",
  "strings attached",
  "tied to",
  "subject to",
  "(?:must|shall|should|will|to) (?:vote|support|recogni[sz]e|back|endorse)",
  "if .*(?:vote|support|recogni[sz]e|agree|sign|stop|withdraw|back|endorse)s?",
  "votes? (?:with|for|against)",
  "against recognition",
  // French
  "a (?:la )?condition",
  "sous reserve",
  "seulement si",
  "pourvu que",
  "en (?:echange|retour|contrepartie)",
  // Spanish
  "solo si",
  "siempre que",
  "a condicion",
  "con la condicion",
  "a cambio",
  "en contrapartida",
  // Russian
  "при условии",
  "только если",
  "в обмен",
  "взамен",
].map((phrase) => new RegExp(`(?:^| )(?:${phrase})(?: |$)`, "u"));
const CHINESE_PHRASES = [
  "前提是",
  "条件是",
  "條件是",
  "只要",
  "除非",
  "作为交换",
  "作為交換",
  "以换取",
  "以換取",
  "作为回报",
];
const ARABIC_PHRASES = ["بشرط", "شريطة", "مقابل ان", "إلا إذا", "الا اذا", "فقط اذا"];

/**
 * True for a text that puts a condition: `Only if they vote with us`, `En échange de …`, `以换取…`. Names of parties, sites
 * and publishers, which are shown to everyone, are held to it. A condition in other words is not found: what keeps them
 * out is that no field takes free text, and that codes have a pattern ({@link isPipelineCode}).
 */
export function statesCondition(text: string): boolean {
  const words = foldWords(text);
  const arabic = text.normalize("NFKC").replace(/[أإآ]/g, "ا");
  return (
    CONDITION_PHRASES.some((phrase) => phrase.test(words)) ||
    CHINESE_PHRASES.some((phrase) => text.includes(phrase)) ||
    ARABIC_PHRASES.some((phrase) => text.includes(phrase) || arabic.includes(phrase))
  );
}

/** A problem `conditions_attached` for each of the texts that puts a condition; fields whose text is not given are left out. */
export function listStatedConditions(texts: Readonly<Record<string, string | null | undefined>>): Problem[] {
  return Object.entries(texts).flatMap(([field, value]): Problem[] =>
    typeof value === "string" && statesCondition(value)
      ? [{ field, value, rule: "conditions_attached" }]
      : [],
  );
}

/** A code of one to three words: no sentence fits into it. */
const PIPELINE_CODE = /^(?=.{1,30}$)[A-Za-z0-9]+(?:[ ._+&/-][A-Za-z0-9]+){0,2}$/;

/** True for the code of the pipeline through which a delivery came: `COVAX`, `Other`, `AVAT`; three short words at most. */
export function isPipelineCode(text: string): boolean {
  return PIPELINE_CODE.test(text) && !statesCondition(text);
}

/** Lower case, without accents, words parted at case changes (`inReturn`), underscores and punctuation. */
function foldWords(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** A condition came with it: help is given without any. `fields` are the places where one stands. */
export interface ConditionsAttachedRefusal {
  readonly code: "conditions_attached";
  readonly fields: readonly string[];
}

/** No body of ours is as deep; one that is gets refused as malformed by its schema. */
const DEPTH_MAX = 20;

/**
 * The dotted paths of the members at any depth of a JSON value under whose names a condition is written, in
 * the value's order. Cost: the number of members. What a harmless name hides is not found: no field of ours
 * takes free text.
 */
export function findConditionFields(value: unknown): readonly string[] {
  return findBelow(value, []);
}

function findBelow(value: unknown, path: readonly string[]): readonly string[] {
  if (typeof value !== "object" || value === null || path.length >= DEPTH_MAX) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const field = [...path, name];
    const below = findBelow(member, field);
    return !Array.isArray(value) && isConditionName(name) ? [field.join("."), ...below] : below;
  });
}
