import type { NotificationMessages } from "../messages.ts";

/** Chinese texts of notifications and of how they come by e-mail. */
export const notificationZh: NotificationMessages = {
  "nav.notifications": "通知",
  "nav.unread": "通知，未读：{{number}}",
  "notification.title": "通知",
  "notification.lead": "与您所属各方有关的事项，最新的在前。保存一年。",
  "notification.none": "您没有通知。",
  "notification.noneHint": "凡与您所属一方有关的事项，例如协议、货运、召回、即将失效的求助，都会在此告知您。",
  "notification.noneUnread": "您已全部阅读。",
  "notification.onlyUnread": "只看未读",
  "notification.readOne": "标为已读",
  "notification.readAll": "全部标为已读",
  "notification.new": "未读",
  "notification.mail": "电子邮件",
  "notification.mailOff": "此处不发送电子邮件：尚未设置邮件服务器。设置之后，您的选择即生效。",
  "notification.address": "邮件发往：",
  "notification.awaitsChoice": "尚无人确认此地址属于您：在您选择并保存之前，不会向其发送邮件。",
  "notification.cadence": "频率",
  "notification.at_once": "立即，几分钟之内",
  "notification.cadenceHint": "仅在有新事项时发送邮件。",
  "notification.daily": "每天一次（协调世界时 06:00）",
  "notification.weekly": "每周一次（星期一，协调世界时 06:00）",
  "notification.never": "从不",
  "notification.language": "邮件语言",
  "notification.save": "保存",
  "notification.saved": "已保存。",
  "notification.failed": "上一封邮件未能发出（{{when}}），将再次尝试。供运维人员使用的代码：",
  "notification.givenUp":
    "上一封邮件未能发出，已放弃（{{when}}）；一天后会尝试发送下一封，其中也包含同样的内容。供运维人员使用的代码：",
};
