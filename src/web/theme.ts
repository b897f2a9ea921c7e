import { createTheme, type CSSVariablesResolver } from "@mantine/core";

/** One calm colour, dark enough for white text on it (6.4 : 1); system fonts, so that nothing is fetched for them. */
export const theme = createTheme({
  primaryColor: "spring",
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: "sm",
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", sans-serif',
  headings: { fontWeight: "650" },
  // 24 px: the least that WCAG 2.2 asks of a target (2.5.8).
  components: { Checkbox: { defaultProps: { size: "md" } } },
  colors: {
    spring: [
      "#e6f4f4",
      "#cfe7e8",
      "#a3d1d2",
      "#75babc",
      "#55a9ab",
      "#339799",
      "#1f8789",
      "#0b7376",
      "#006064",
      "#004d50",
    ],
  },
});

/** Mantine's grey for lesser text, its red for errors and its yellow for notes are too pale for AA contrast: darker ones. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#565e66",
    "--mantine-color-error": "#b42323",
    "--mantine-color-yellow-light-color": "#7a4100",
    "--mantine-color-placeholder": "#6b7280",
  },
  dark: {
    "--mantine-color-dimmed": "#b0b6bd",
    "--mantine-color-anchor": "#75babc",
    "--mantine-color-red-filled": "#c92a2a",
  },
});
