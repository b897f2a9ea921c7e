import type { PhotographMessages } from "../messages.ts";

/** Russian texts of photographs of differences. */
export const photographRu: PhotographMessages = {
  "photograph.title": "Фотографии расхождения",
  "photograph.take": "Сфотографировать",
  "photograph.choose": "Выбрать снимок",
  "photograph.hint":
    "Не больше {{number}} на строку. Они уменьшаются на этом устройстве; место, время и камера, названные в файле, удаляются. По возможности не снимайте людей.",
  "photograph.busy": "Снимок уменьшается…",
  "photograph.fault.unreadable":
    "Этот браузер не может прочесть снимок (файл HEIC?). Снимите кнопкой выше или выберите JPEG либо PNG. Подсчёт не затронут.",
  "photograph.fault.full":
    "Не сохранено: память устройства заполнена, или оно ничего не хранит. Подсчёт остался на этой странице; освободите место и снимите ещё раз.",
  "photograph.fault.enough":
    "У этой строки уже столько фотографий, сколько допускается. Сначала удалите одну.",
  "photograph.fault.none":
    "Фотография не сделана. Если доступ к камере запрещён, разрешите его в настройках браузера или выберите снимок.",
  "photograph.alt": "Фотография {{number}}: {{line}}",
  "photograph.remove": "Удалить",
  "photograph.waiting": "Фотографий ждёт на этом устройстве: {{number}}",
  "photograph.refused": "Подсчёт принят; некоторые его фотографии — нет.",
  "photograph.sendAgain": "Отправить остальное ещё раз",
  "photograph.seenBy": "Видны только тем, кто действует за дающего или получателя.",
  "photograph.empty": "Фотографий не добавлено.",
  "photograph.add": "Добавить фотографии",
  "photograph.send": "Отправить фотографии: {{number}}",
  "photograph.by": "{{name}}, снято {{day}}, отправлено {{sent}}",
  "photograph.unknown": "учётная запись, которой больше нет",
  "photograph.open": "Показать крупно",
  "photograph.close": "Закрыть",
  "photograph.notLoaded": "Фотографию не удалось загрузить.",
  "photograph.takeBack": "Отозвать",
  "photograph.takeBackSure": "Да, удалить снимок",
  "photograph.takenBack": "Отозвано {{when}}: снимок удалён.",
  "rule.jpeg": "это не целый снимок JPEG",
  "rule.jpeg_coding": "JPEG закодирован так, что браузеры его не показывают",
  "rule.jpeg_side": "снимок слишком велик по стороне",
  "rule.jpeg_too_large": "в снимке слишком много байтов",
  "rule.jpeg_without_personal": "файл говорит больше, чем показывает (место, камера, человек)",
  "rule.line_of_receipt": "в приёмке нет такой строки",
  "rule.photograph_of_another": "эту фотографию добавил кто-то другой",
  "rule.photograph_taken_back": "эта фотография уже отозвана",
  "rule.photographs_at_most": "у строки уже столько фотографий, сколько допускается",
  "fieldName.jpeg": "Фотография",
  "fieldName.takenOn": "День съёмки",
  "fieldName.photographId": "Фотография",
};
