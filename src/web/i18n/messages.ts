import type { accountEn } from "./account/en.ts";
import type { arrivalsEn } from "./arrivals/en.ts";
import type { coldEn } from "./cold/en.ts";
import type { courseEn } from "./course/en.ts";
import type { deskEn } from "./desk/en.ts";
import type { documentEn } from "./document/en.ts";
import type { doseEn } from "./dose/en.ts";
import type { equipmentEn } from "./equipment/en.ts";
import type { en } from "./en.ts";
import type { notificationEn } from "./notification/en.ts";
import type { paletteEn } from "./palette/en.ts";
import type { photographEn } from "./photograph/en.ts";
import type { policyEn } from "./policy/en.ts";
import type { recallEn } from "./recall/en.ts";
import type { rosterEn } from "./roster/en.ts";
import type { roundEn } from "./round/en.ts";
import type { shelfLifeEn } from "./shelf-life/en.ts";
import type { siteEn } from "./site/en.ts";
import type { teamEn } from "./team/en.ts";
import type { worldEn } from "./world/en.ts";

type EnglishKey = keyof typeof en;
type CountKey = Extract<EnglishKey, `count.${string}`>;
/** What is counted, without the ending that names its plural form. */
type Counted = CountKey extends `${infer Key}_${"one" | "other"}` ? Key : never;

/**
 * All texts of a language whose plural has the given forms (CLDR): a text or form that is missing, or one that
 * no page asks for, does not compile.
 */
export type Messages<Form extends Intl.LDMLPluralRule> = Readonly<
  Record<Exclude<EnglishKey, CountKey>, string> & Record<`${Counted}_${Form}`, string>
>;

/** The texts of a language's desk/ file: the pages behind sign-in, refusals, rules. */
export type DeskMessages = Readonly<Record<keyof typeof deskEn, string>>;

/** The texts of a language's course/ file: what is needed, and what became of what was given. */
export type CourseMessages = Readonly<Record<keyof typeof courseEn, string>>;

/** The texts of a language's account/ file: one's own account, members of a party, invitations. */
export type AccountMessages = Readonly<Record<keyof typeof accountEn, string>>;

/** The texts of a language's document/ file: the papers of a consignment. */
export type DocumentMessages = Readonly<Record<keyof typeof documentEn, string>>;

/** The texts of a language's dose/ file: doses and vaccination sessions. */
export type DoseMessages = Readonly<Record<keyof typeof doseEn, string>>;

/** The texts of a language's equipment/ file: shares in working order. */
export type EquipmentMessages = Readonly<Record<keyof typeof equipmentEn, string>>;

/** The texts of a language's notification/ file: notifications, and how they come by e-mail. */
export type NotificationMessages = Readonly<Record<keyof typeof notificationEn, string>>;
/** The texts of a language's palette/ file: the list of consignments, and the way to any page, action or number. */
export type PaletteMessages = Readonly<Record<keyof typeof paletteEn, string>>;

/** The texts of a language's photograph/ file: photographs of differences; they come with arrivals/. */
export type PhotographMessages = Readonly<Record<keyof typeof photographEn, string>>;

/** The texts of a language's policy/ file: rules of policies, and what two of them come to. */
export type PolicyMessages = Readonly<Record<keyof typeof policyEn, string>>;

/** The texts of a language's round/ file: explanations and trials of rounds. */
export type RoundMessages = Readonly<Record<keyof typeof roundEn, string>>;

/** The texts of a language's recall/ file: recalls, drills and their notices. */
export type RecallMessages = Readonly<Record<keyof typeof recallEn, string>>;

/** The texts of a language's roster/ file: volunteers, members of deployments, the end of calls for teams. */
export type RosterMessages = Readonly<Record<keyof typeof rosterEn, string>>;

/** The texts of a language's site/ file: sites, lanes, drafts, and other pages of the desk. */
export type SiteMessages = Readonly<Record<keyof typeof siteEn, string>>;

/** The texts of a language's team/ file: emergency medical teams and their daily reports. */
export type TeamMessages = Readonly<Record<keyof typeof teamEn, string>>;

/** The texts of a language's shelf-life/ file: rules on shelf life, and redirects. */
export type ShelfLifeMessages = Readonly<Record<keyof typeof shelfLifeEn, string>>;
/** The texts of a language's cold/ file: excursions, units on hold, cold storage. */
export type ColdMessages = Readonly<Record<keyof typeof coldEn, string>>;

/** The texts of a language's arrivals/ file: arrivals, counting and scanning. */
export type ArrivalsMessages = Readonly<Record<keyof typeof arrivalsEn, string>>;

/** The texts of a language's world/ file: the world map, parties, proofs, files, figures for other sites. */
export type WorldMessages = Readonly<Record<keyof typeof worldEn, string>>;
