// Every word of the page in both languages, and the one chosen now.
"use strict";
const WORDS = {
  title: ["What would have happened", "模拟:会发生什么"],
  period: ["{0} to {1}, {2} runs", "{0} 至 {1},运行 {2} 次"],
  past: ["Worked out from past data under a virtual clock. Nothing was sent.", "按过去的数据和虚拟时钟推算,没有发送任何内容。"],
  assumptions: ["Assumptions, not data", "假定,并非数据"],
  assumed: ["These answers were made up (seed {0}). Every number below depends on them.", "以下回应是虚构的(种子 {0}),下面每个数字都受其影响。"],
  events: ["{0} events", "{0} 个事件"],
  language: ["中文", "English"],
  journeys: ["Journeys", "旅程"],
  rules: ["Rules", "规则"],
  calendar: ["Calendar of contacts", "触达日历"],
  spread: ["Contacts per customer and day", "每人每天触达次数"],
  staff: ["Work of staff by hour", "员工每小时任务"],
  timelines: ["Customers", "客户时间线"],
  worst: ["Worst case", "最多能收到多少"],
  before: ["inside before", "期初在途"], entered: ["entered", "进入"], inside: ["inside at the end", "期末在途"],
  goal: ["goal", "达成目标"], exited: ["exited", "退出"], ended: ["went to the end", "走完"],
  step: ["step", "步骤"], reached: ["reached", "到达"], done: ["done", "已执行"], notDone: ["not done", "未执行"],
  deferred: ["deferred", "顺延"], replied: ["replied", "等到回应"], timedOut: ["timed out", "超时"],
  left: ["left here", "在此离开"], waiting: ["waiting", "等待中"],
  graph: ["The way of “{0}”: choose a step to see why", "“{0}”的路径:点选一步,看原因"],
  funnel: ["How many reached each step", "每一步到达人次"],
  reasons: ["Reasons", "原因"], noReasons: ["nothing held anybody back here", "这一步没有人被拦下"],
  notEntered: ["did not enter", "未进入"],
  count: ["count", "次数"], rule: ["rule", "规则"], action: ["action", "动作"],
  contacts: ["contacts", "触达次数"], customerDays: ["customer days", "人天"], day: ["day", "日期"], hour: ["hour", "时段"], who: ["staff", "员工"],
  mostPerWeek: ["The most contacts one customer had in 7 days: {0}", "一位客户 7 天内最多收到 {0} 次触达"],
  perDay: ["Contacts per day", "每日触达"], perHour: ["Contacts by hour of the day", "每日各时段触达"],
  table: ["as a table", "以表格显示"], sample: ["{0} customers, drawn with seed {1}", "抽取的 {0} 位客户(种子 {1})"],
  choose: ["Choose a customer", "选择一位客户"], nobody: ["nothing happened to anybody", "没有发生任何事"],
  customer: ["customer {0}", "客户 {0}"], start: ["enters", "进入"], end: ["end", "走完"],
  timeout: ["timed out", "超时"], otherwise: ["otherwise", "其余"], then: ["condition holds", "条件成立"], round: ["next round", "下一轮"], over: ["no more rounds", "不再重复"],
  skip: ["skipped", "跳过"], less: ["fewer", "少"], more: ["more", "多"],
  weekdays: [["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ["一", "二", "三", "四", "五", "六", "日"]],
  made: ["Charts: uPlot 1.6.32, MIT licence", "图表:uPlot 1.6.32,MIT 许可"],
};
let chosen = 0;  // 0: English, 1: Chinese
function t(id, ...values) {
  return values.reduce((text, value, i) => text.split("{" + i + "}").join(String(value)), WORDS[id][chosen]);
}
// Of a pair [English, Chinese].
const said = (pair) => pair[chosen];
const number = (value) => value.toLocaleString("en-US");

// el("p", {class: "x"}, "text", child): texts are set as texts, never parsed.
function el(name, attributes, ...children) {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {}))
    if (value !== null && value !== undefined) out.setAttribute(key, value);
  out.append(...children.filter((child) => child !== null));
  return out;
}
function svg(name, attributes, ...children) {
  const out = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes || {})) out.setAttribute(key, value);
  out.append(...children);
  return out;
}
function table(heads, rows, caption) {
  const head = el("tr", {}, ...heads.map((one) => el("th", {scope: "col"}, one)));
  const body = rows.map((row) => el("tr", {}, ...row.map((cell, i) =>
    i === 0 ? el("th", {scope: "row"}, cell) : el("td", {class: typeof cell === "number" ? "number" : null},
      typeof cell === "number" ? number(cell) : cell))));
  return el("div", {class: "wide", tabindex: "0", role: "region", "aria-label": caption},
    el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...body)));
}
