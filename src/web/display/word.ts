import { useTranslation } from "react-i18next";
import { loadEveryText } from "../i18n/texts.ts";

type Facts = Readonly<Record<string, string>>;

/** Texts for names that come from the server: a state, a unit, a refusal's code. */
export interface Words {
  /** The text under `key`, or `undefined` where no language has one. */
  readonly find: (key: string, facts?: Facts) => string | undefined;
  /** The text `group.name`; the name itself where there is none, so that nothing new is ever hidden. */
  readonly word: (group: string, name: string) => string;
}

/** The words of the page's language. */
export function useWords(): Words {
  const { i18n } = useTranslation();
  // Keys made at run time cannot be checked by their type: `exists` checks them here.
  const translate = i18n.t as unknown as (key: string, facts?: Facts) => string;
  const find = (key: string, facts: Facts = {}) => {
    if (i18n.exists(key)) return translate(key, facts);
    // It may be a text that the first pages came without: then they are drawn again when it is there.
    void loadEveryText().catch(() => undefined);
    return undefined;
  };
  return { find, word: (group, name) => (name === "" ? "" : (find(`${group}.${name}`) ?? name)) };
}
