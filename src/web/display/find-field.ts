/** A control of a form that a refusal names, as its reader knows it. */
export interface FoundField {
  readonly id: string;
  readonly label: string;
  /** What the control is one of: the legend of the fields around it, or nothing. */
  readonly group: string | null;
}

const CONTROLS = "input, select, textarea, button";

/** What marks the message at a field: the field's path, as the refusal has it. */
export const FIELD_MARK = "data-field";

/**
 * The control at which the message about the field at `path` stands, with the words of its own label; `undefined` where the form
 * shows no such message. The label is read from the page: it is then the one that its reader sees, in any language.
 */
export function findField(form: ParentNode, path: string): FoundField | undefined {
  const message = form.querySelector(`[${FIELD_MARK}="${CSS.escape(path)}"]`);
  if (message === null) return undefined;
  const described = findDescribed(form, message);
  if (described !== undefined) {
    const group = readText(described.closest("fieldset")?.querySelector("legend"));
    return { id: described.id, label: readLabel(described), group };
  }
  // A message of several controls, such as the boxes of one question: it is named as they are together.
  let around = message.parentElement;
  while (around !== null && around.querySelector(CONTROLS) === null) around = around.parentElement;
  const first = around?.querySelector<HTMLElement>(CONTROLS);
  if (first === null || first === undefined) return undefined;
  const legend = readText(message.closest("fieldset")?.querySelector("legend"));
  return { id: first.id, label: legend ?? readLabel(first), group: null };
}

/** The control whose description is, or holds, the message. */
function findDescribed(form: ParentNode, message: Element): HTMLElement | undefined {
  for (let at: Element | null = message; at !== null && at !== form; at = at.parentElement) {
    if (at.id === "") continue;
    const control = form.querySelector<HTMLElement>(`[aria-describedby~="${CSS.escape(at.id)}"]`);
    if (control !== null) return control;
  }
  return undefined;
}

function readLabel(control: HTMLElement): string {
  const own = "labels" in control && control.labels instanceof NodeList ? control.labels[0] : undefined;
  return control.getAttribute("aria-label") ?? readText(own instanceof Element ? own : null) ?? "";
}

function readText(element: Element | null | undefined): string | null {
  const text = element?.textContent.trim() ?? "";
  return text === "" ? null : text;
}

/** Leads to a control: unfolds what it is folded in, and puts the focus on it. */
export function focusField(id: string): void {
  const control = document.getElementById(id);
  for (let at = control?.closest("details"); at !== null && at !== undefined; ) {
    at.open = true;
    at = at.parentElement?.closest("details");
  }
  control?.focus();
}
