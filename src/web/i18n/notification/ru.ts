import type { NotificationMessages } from "../messages.ts";

/** Russian texts of notifications and of how they come by e-mail. */
export const notificationRu: NotificationMessages = {
  "nav.notifications": "Уведомления",
  "nav.unread": "Уведомления, непрочитанных: {{number}}",
  "notification.title": "Уведомления",
  "notification.lead": "Что произошло и касается ваших сторон, сначала новое. Хранится год.",
  "notification.none": "У вас нет уведомлений.",
  "notification.noneHint":
    "Здесь вам сообщают о том, что касается вашей стороны: о соглашении, отправке, отзыве, о призыве, срок которого скоро истечёт.",
  "notification.noneUnread": "Вы всё прочитали.",
  "notification.onlyUnread": "Только непрочитанные",
  "notification.readOne": "Отметить как прочитанное",
  "notification.readAll": "Отметить всё как прочитанное",
  "notification.new": "Не прочитано",
  "notification.mail": "По электронной почте",
  "notification.mailOff":
    "Письма отсюда не отправляются: почтовый сервер не настроен. Ваш выбор начнёт действовать, как только он появится.",
  "notification.address": "Письма приходят на адрес:",
  "notification.awaitsChoice":
    "Никто не подтвердил, что этот адрес ваш: письма не приходят, пока вы не сделаете выбор и не сохраните его.",
  "notification.cadence": "Как часто",
  "notification.at_once": "Сразу, в течение нескольких минут",
  "notification.cadenceHint": "Письмо приходит, только если есть новое.",
  "notification.daily": "Раз в день (06:00 UTC)",
  "notification.weekly": "Раз в неделю (понедельник, 06:00 UTC)",
  "notification.never": "Никогда",
  "notification.language": "Язык писем",
  "notification.save": "Сохранить",
  "notification.saved": "Сохранено.",
  "notification.failed":
    "Последнее письмо не удалось отправить ({{when}}); попытка будет повторена. Код для оператора:",
  "notification.givenUp":
    "Последнее письмо не удалось отправить, попытки прекращены ({{when}}); следующее будет отправлено через день и скажет и об этом. Код для оператора:",
};
