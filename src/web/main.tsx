import { startTransition } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import "./styles.css";
import { readDrawnState, takeReadings } from "./drawn/drawn-state.ts";
import { Application } from "./frame/application.tsx";
import { nextTurn } from "./frame/next-turn.ts";
import { findPartFailure } from "./frame/page-part.ts";
import { directionOf, findFirstLanguage, storeLanguage } from "./i18n/language.ts";
import { startTexts } from "./i18n/texts.ts";
import { openPages } from "./open-pages.ts";
import { openQueryClient } from "./server/query-client.ts";

const place = document.getElementById("root");
if (place === null) throw new Error("the page has no place to draw in");

const language = findFirstLanguage();
const drawn = readDrawnState();
// What the server drew in another language is no beginning.
const isDrawn = drawn?.language === language;
const texts = startTexts(language, { isEvery: isDrawn && drawn.needsEveryText });
await nextTurn();
const pages = openPages();
await nextTurn();
const queryClient = openQueryClient();
if (drawn !== undefined) takeReadings(queryClient, drawn.readings);
// By which the router expects what a server draws, which waits for nothing.
if (isDrawn) pages.ssr = { manifest: undefined };
await Promise.all([texts, isDrawn ? loadPage() : undefined]);
if (new URLSearchParams(window.location.search).has("lang")) storeLanguage(language);
await nextTurn();

/** What the server drew is better than a page that tells of a failure: it stays, and its links lead on; with the network, all is tried anew. */
async function loadPage(): Promise<void> {
  await pages.load();
  const failure = findPartFailure();
  if (failure === undefined) return;
  window.addEventListener("online", () => window.location.reload());
  throw new Error("a part of the page did not come", { cause: failure });
}

const application = (
  <Application
    pages={pages}
    queryClient={queryClient}
    direction={directionOf(language)}
    isPhone={drawn?.isPhone ?? false}
  />
);
// What is drawn already is taken over in pieces, between which the browser answers who reads on.
if (isDrawn) startTransition(() => void hydrateRoot(place, application));
else createRoot(place).render(application);
