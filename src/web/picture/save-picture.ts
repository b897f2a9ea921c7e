/** What of an element's look is written into the picture: colours come from the page's style sheet, which a file has not. */
const LOOK = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-dashoffset",
  "opacity",
  "fill-opacity",
  "stroke-opacity",
  "font-size",
  "font-family",
  "font-weight",
  "text-anchor",
  "paint-order",
] as const;

/** The picture as a file of its own (SVG 1.1), with the colours that it has on the page, on the page's ground. */
export function writePicture(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement; // a copy of an SVG element is one
  const shown = [drawing, ...drawing.querySelectorAll("*")];
  const written = [copy, ...copy.querySelectorAll("*")];
  for (const [index, element] of shown.entries()) {
    const style = getComputedStyle(element);
    const into = written[index];
    into?.removeAttribute("class");
    into?.setAttribute("style", LOOK.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  return new XMLSerializer().serializeToString(copy);
}

/** Hands the reader a file that was made in the browser. */
export function saveFile(name: string, media: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: media }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Only after the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
