import type { PaletteMessages } from "../messages.ts";

/** Russian texts of the list of consignments and of the way to any page, action or number. */
export const paletteRu: PaletteMessages = {
  "nav.consignments": "Отправки",
  "palette.open": "Найти",
  "consignments.lead": "Что в пути, что прибыло и что ещё предстоит отправить; сначала новые.",
  "consignments.party": "Дающий или получатель",
  "consignments.caption": "Отправки, сначала новые",
  "consignments.recorded": "Записано",
  "consignments.none": "Для этого выбора отправок нет.",
  "palette.title": "Перейти к странице, действию или номеру",
  "palette.field": "Что вы ищете?",
  "palette.example": "Страница, действие или номер, например WS-…",
  "palette.results": "Найденное",
  "palette.actions": "Действия",
  "palette.pages": "Страницы",
  "palette.found": "По номеру",
  "palette.consignment": "Отправка {{number}}: {{giver}} – {{recipient}}",
  "palette.followed": "Проследить «{{identifier}}»",
  "palette.none":
    "Ничего не подходит. Призывы, предложения и соглашения находятся по полному номеру, указанному на их странице.",
  "palette.searching": "Поиск номера…",
  "palette.count": "Найдено: {{number}}",
  "palette.keys":
    "Стрелки вверх и вниз выбирают, Enter открывает, Escape закрывает. {{keys}} открывает поиск на любой странице.",
  "palette.close": "Закрыть",
  "palette.number": "Номер (для поиска)",
};
