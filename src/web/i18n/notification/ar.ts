import type { NotificationMessages } from "../messages.ts";

/** Arabic texts of notifications and of how they come by e-mail. */
export const notificationAr: NotificationMessages = {
  "nav.notifications": "الإشعارات",
  "nav.unread": "الإشعارات، غير المقروءة: {{number}}",
  "notification.title": "الإشعارات",
  "notification.lead": "ما حدث ويخص أطرافك، الأحدث أولاً. يُحفظ سنة.",
  "notification.none": "ليست لديك إشعارات.",
  "notification.noneHint": "تُبلَّغ هنا بما يخص طرفاً من أطرافك: اتفاق أو شحنة أو استدعاء أو نداء يوشك أن ينتهي.",
  "notification.noneUnread": "قرأت كل شيء.",
  "notification.onlyUnread": "غير المقروءة فقط",
  "notification.readOne": "علّمه مقروءاً",
  "notification.readAll": "علّم الكل مقروءاً",
  "notification.new": "غير مقروء",
  "notification.mail": "بالبريد الإلكتروني",
  "notification.mailOff": "لا يُرسل بريد إلكتروني من هنا: لم يُضبط خادم بريد. يسري اختيارك متى ضُبط خادم.",
  "notification.address": "تُرسل الرسائل إلى:",
  "notification.awaitsChoice": "لم يؤكد أحد أن هذا العنوان لك: لا تُرسل إليه أي رسالة حتى تختار وتحفظ.",
  "notification.cadence": "كم مرة",
  "notification.at_once": "فوراً، خلال دقائق",
  "notification.cadenceHint": "لا تصل رسالة إلا إذا وُجد جديد.",
  "notification.daily": "مرة في اليوم (06:00 بالتوقيت العالمي)",
  "notification.weekly": "مرة في الأسبوع (الاثنين، 06:00 بالتوقيت العالمي)",
  "notification.never": "أبداً",
  "notification.language": "لغة الرسائل",
  "notification.save": "احفظ",
  "notification.saved": "حُفظ.",
  "notification.failed": "تعذّر إرسال الرسالة الأخيرة ({{when}})، وستُعاد المحاولة. رمز لمشغّل النظام:",
  "notification.givenUp":
    "تعذّر إرسال الرسالة الأخيرة وتُركت المحاولة ({{when}})؛ تُجرَّب التالية بعد يوم وتتضمن ما فيها أيضاً. رمز لمشغّل النظام:",
};
