import type { courseEndpoints } from "#api/course.ts";
import { writeCursor } from "#api/cursor.ts";
import { readAgreementCourse, readOfferCourse } from "#app/course/read-course.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";
import { readLineRequest } from "../page-request.ts";

export const courseHandlers = {
  getOfferCourse: async ({ params, query }, { context, actor }) => {
    const page = readLineRequest(query);
    if (!page.ok) return page;
    const told = await readOfferCourse(context, actor ?? undefined, { ...params, ...page.value });
    return told.ok ? accept(showCourses(told.value)) : told;
  },
  getAgreementCourse: async ({ params, query }, { context, actor }) => {
    const page = readLineRequest(query);
    if (!page.ok) return page;
    const told = await readAgreementCourse(context, actor, { ...params, ...page.value });
    return told.ok ? accept(showCourses(told.value)) : told;
  },
} satisfies Pick<Handlers, keyof typeof courseEndpoints>;

function showCourses<Item>({
  items,
  next,
}: {
  readonly items: readonly Item[];
  readonly next: number | null;
}) {
  return { items, nextCursor: next === null ? null : writeCursor([String(next)]) };
}
