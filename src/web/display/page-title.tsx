import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

/** The heading of a page, which names the browser's tab too. */
export function PageTitle({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
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
