import { Button, TextInput } from "@mantine/core";
import { type FormEvent, lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import "./scan.css";

const Camera = lazy(async () => ({ default: (await import("./camera.tsx")).Camera }));

/** What is fetched for scanning beforehand, so that it is there without a network. */
export const SCANNER_PARTS = [
  async () => await import("./camera.tsx"),
  async () => await import("./read-picture.ts"),
  async () => {
    const { openReader } = await import("./open-reader.ts");
    // Somebody who pays for each byte gets the reader when it is first needed; without one, codes are typed.
    if (!isSparing()) await openReader().catch(() => undefined);
  },
];

function isSparing(): boolean {
  if (!("connection" in navigator)) return false;
  const { connection } = navigator;
  return typeof connection === "object" && connection !== null && "saveData" in connection
    ? connection.saveData === true
    : false;
}

type PictureState = "idle" | "reading" | "no_code" | "failed";

/**
 * A code by camera, from a picture, or typed (a scanner that is plugged in types it): each is told to `onCode` as it was read. The
 * code is worked out on this device.
 */
export function Scanner({ onCode }: { readonly onCode: (text: string) => void }) {
  const { t } = useTranslation();
  const [isOn, setOn] = useState(false);
  const [typed, setTyped] = useState("");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === "") return;
    onCode(typed);
    setTyped("");
  };
  return (
    <section className="scanner" aria-label={t("scan.title")}>
      <div className="scan-ways">
        <Button variant={isOn ? "default" : "filled"} onClick={() => setOn(!isOn)}>
          {t(isOn ? "scan.stop" : "scan.start")}
        </Button>
        <PictureChoice onCode={onCode} />
      </div>
      {isOn ? (
        <Suspense fallback={<p role="status">{t("scan.camera.starting")}</p>}>
          <Camera onCode={onCode} />
        </Suspense>
      ) : null}
      <form onSubmit={onSubmit} className="scan-typed" noValidate>
        <TextInput
          label={t("scan.typed")}
          description={t("scan.typedHint")}
          dir="ltr"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t("scan.use")}
        </Button>
      </form>
    </section>
  );
}

function PictureChoice({ onCode }: { readonly onCode: (text: string) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<PictureState>("idle");
  const readFile = async (file: File) => {
    setState("reading");
    try {
      const { readPicture } = await import("./read-picture.ts");
      const found = await readPicture(file);
      setState(found.length === 0 ? "no_code" : "idle");
      found.forEach(onCode);
    } catch {
      setState("failed"); // no picture, or the reader cannot be had without a network
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => field.current?.click()} loading={state === "reading"}>
        {t("scan.picture")}
      </Button>
      <input
        ref={field}
        type="file"
        accept="image/*"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t("scan.picture")}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file can be chosen again.
          currentTarget.value = "";
          if (file !== undefined) void readFile(file);
        }}
      />
      <span role="status" className="failed-note">
        {state === "no_code" || state === "failed" ? t(`scan.picture.${state}`) : null}
      </span>
    </>
  );
}
