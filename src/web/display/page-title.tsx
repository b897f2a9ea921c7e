import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { answerAgain } from "../drawn/answer-again.ts";

/** How many pages have their heading drawn: one, or none while something else stands in the page's place. */
let drawn = 0;
const watchers = new Set<() => void>();
function changeDrawn(by: 1 | -1): void {
  drawn += by;
  for (const tell of watchers) tell();
}
function watchDrawn(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

/** True while a page's own heading is drawn. */
export function useHasPageTitle(): boolean {
  return useSyncExternalStore(
    watchDrawn,
    () => drawn > 0,
    // The server draws no page that could not be loaded.
    () => true,
  );
}

/** The heading of a page, which names the browser's tab too. */
export function PageTitle({ children }: { readonly children: ReactNode }) {
  useLayoutEffect(() => {
    changeDrawn(1);
    return () => changeDrawn(-1);
  }, []);
  return <Heading>{children}</Heading>;
}

/**
 * What heads the page when it has no heading of its own: because it could not be loaded, or somebody has to sign in first. Nothing
 * where the page has one: it never has two.
 */
export function StandInTitle({ children }: { readonly children: ReactNode }) {
  return useHasPageTitle() ? null : <Heading>{children}</Heading>;
}

function Heading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => answerAgain("main"), []);
  useEffect(() => {
    // The first text is the name; what follows it (a state) is not part of it.
    document.title = `${heading.current?.firstChild?.textContent ?? ""} · Wellspring`;
  });
  return (
    <Title order={1} size="h2" ref={heading} className="page-title">
      {children}
    </Title>
  );
}
