/** What the people must be trained in who run equipment, or keep it running. Closed words. */
export const SKILLS = [
  "oxygen_therapy",
  "non_invasive_ventilation",
  "invasive_ventilation",
  "intensive_care_nursing",
  "anaesthesia",
  "dialysis",
  "radiography",
  "ultrasound",
  "laboratory",
  "cold_chain",
  "biomedical_engineering",
] as const;
export type Skill = (typeof SKILLS)[number];
