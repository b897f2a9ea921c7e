import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

/** Millimetres of a printed code: read from an arm's length by any telephone. */
const SIDE = "30mm";

/** An address as a QR code, drawn on this device, to be printed on a label. What draws it is fetched with it. */
export function LabelCode({ address }: { readonly address: string }) {
  const { t } = useTranslation();
  const picture = useQuery({
    queryKey: ["label-code", address],
    networkMode: "always",
    // Without the site's name it would lead nowhere.
    enabled: URL.canParse(address),
    queryFn: async () => {
      const { drawingSVG, qrcode } = await import("bwip-js/browser");
      const svg = qrcode(
        { bcid: "qrcode", text: address, padding: 4, backgroundcolor: "FFFFFF" },
        drawingSVG(),
      );
      return `data:image/svg+xml,${encodeURIComponent(svg)}`;
    },
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  if (picture === undefined) return null;
  return (
    <p>
      <img src={picture} alt={t("asset.labelCode")} style={{ width: SIDE, height: SIDE }} />
    </p>
  );
}
