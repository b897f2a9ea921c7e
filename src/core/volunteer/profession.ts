import { SKILLS } from "#core/equipment/skill.ts";

/**
 * What a volunteer is by profession: unit groups of the International Standard Classification of Occupations (ILO, ISCO-08), those
 * that WHO's "Classifying health workers" (2010) names and teams are made of, and `1324`, who run the supply of a team.
 */
export const PROFESSIONS = [
  "1324", // supply, distribution and related managers
  "1342", // health services managers
  "2211", // generalist medical practitioners
  "2212", // specialist medical practitioners
  "2221", // nursing professionals
  "2222", // midwifery professionals
  "2240", // paramedical practitioners
  "2261", // dentists
  "2262", // pharmacists
  "2263", // environmental and occupational health and hygiene professionals
  "2264", // physiotherapists
  "2265", // dieticians and nutritionists
  "2269", // health professionals not elsewhere classified
  "2634", // psychologists
  "2635", // social work and counselling professionals
  "3211", // medical imaging and therapeutic equipment technicians
  "3212", // medical and pathology laboratory technicians
  "3213", // pharmaceutical technicians and assistants
  "3221", // nursing associate professionals
  "3222", // midwifery associate professionals
  "3253", // community health workers
  "3258", // ambulance workers
  "5321", // health care assistants
] as const;
export type Profession = (typeof PROFESSIONS)[number];

/** What a volunteer is trained in beside the profession: skills that equipment needs, and those that teams do. Closed words. */
export const VOLUNTEER_SKILLS = [
  ...SKILLS,
  "emergency_medicine",
  "surgery",
  "obstetrics",
  "paediatrics",
  "infection_prevention",
  "mental_health_support",
  "rehabilitation",
  "water_and_sanitation",
  "logistics",
] as const;
export type VolunteerSkill = (typeof VOLUNTEER_SKILLS)[number];
