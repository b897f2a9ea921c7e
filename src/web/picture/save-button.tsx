import { Button } from "@mantine/core";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { saveFile, writePicture } from "./save-picture.ts";

/** Saves the drawing within `place` as a picture (SVG). `name`: the file's, without its ending. */
export function SaveButton({
  place,
  name,
}: {
  readonly place: RefObject<HTMLElement | null>;
  readonly name: string;
}) {
  const { t } = useTranslation();
  const save = () => {
    const drawing = place.current?.querySelector("svg");
    if (drawing instanceof SVGSVGElement) saveFile(`${name}.svg`, "image/svg+xml", writePicture(drawing));
  };
  return (
    <Button variant="default" size="xs" onClick={save}>
      {t("picture.save")}
    </Button>
  );
}
