import { Table } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** A table with its caption that scrolls inside its own box, by keyboard too, so that the page never does. */
export function ScrollTable({
  caption,
  children,
  minWidth = 640,
}: {
  readonly caption: string;
  readonly children: ReactNode;
  readonly minWidth?: number;
}) {
  const id = useId();
  return (
    // A box that scrolls must be reachable by keyboard (WCAG 2.1.1). A group, not a landmark: the section around it is one.
    <div className="scroll-box" role="group" aria-labelledby={id} tabIndex={0}>
      <Table miw={minWidth} verticalSpacing="xs" captionSide="top" highlightOnHover>
        <caption>
          {/* Stays in sight while the table scrolls sideways under it. */}
          <span id={id}>{caption}</span>
        </caption>
        {children}
      </Table>
    </div>
  );
}
