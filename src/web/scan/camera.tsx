import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCamera } from "./use-camera.ts";

/** The camera's picture, with what it does in words. Fetched when it is first switched on. */
export function Camera({ onCode }: { readonly onCode: (text: string) => void }) {
  const { t } = useTranslation();
  const { video, state } = useCamera(onCode);
  const isOn = state === "starting" || state === "looking";
  return (
    <>
      {isOn ? (
        <p role="status" className="note">
          {t(`scan.camera.${state}`)}
        </p>
      ) : (
        <Alert color="yellow" role="alert" my="sm" title={t("scan.camera.off")}>
          {t(`scan.camera.${state}`)} {t("scan.camera.instead")}
        </Alert>
      )}
      <video
        ref={video}
        className="scan-video"
        muted
        playsInline
        hidden={!isOn}
        aria-label={t("scan.camera")}
      />
    </>
  );
}
