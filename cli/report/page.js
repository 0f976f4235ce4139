// The page: what was simulated, drawn anew when the language changes. The data stand beside it as JSON.
"use strict";
const D = JSON.parse(document.getElementById("data").textContent);

function section(id, ...parts) {
  return el("section", {id, "aria-labelledby": id + "-title"}, el("h2", {id: id + "-title"}, t(id)), ...parts);
}

function opening() {
  const out = el("div", {}, el("p", {}, t("period", D.from, D.to, D.runs)), el("p", {}, t("past")));
  if (D.assumptions.length === 0) return out;
  out.append(el("div", {class: "assumptions", role: "note"}, el("h2", {}, t("assumptions")), el("p", {}, t("assumed", D.seed)),
    el("ul", {}, ...D.assumptions.map(([text, count]) => el("li", {}, text + " – " + t("events", number(count)))))));
  return out;
}

function journeySection(journey) {
  const facts = ["before", "entered", "inside", "goal", "exited", "ended"].map((id) =>
    el("div", {}, el("dt", {}, t(id)), el("dd", {}, number(journey[id]))));
  const heads = ["step", "reached", "done", "notDone", "deferred", "replied", "timedOut", "left", "waiting"];
  const rows = journey.steps.filter((step) => step.counted).map((step) => heads.map((id) => (id === "step" ? said(step.title) : step[id])));
  const out = el("article", {}, el("h3", {}, journey.label ? journey.label + " (" + journey.name + ")" : journey.name),
    el("dl", {class: "facts"}, ...facts), journeyGraph(journey), funnel(journey), table(heads.map((id) => t(id)), rows, journey.name));
  const reasons = journey.goals.map((one) => [t("goal") + ": " + one[0], one[1]])
    .concat(journey.notEntered.map((one) => [t("notEntered") + ": " + said(one), one[2]]));
  if (reasons.length > 0) out.append(table([t("reasons"), t("count")], reasons, t("reasons")));
  return out;
}

function ruleSection() {
  const rows = D.rules.map((one) => [one.source, one.step, one.done, one.notDone]);
  const reasons = D.rules.flatMap((one) => one.reasons.map((reason) => [one.source, said(reason), reason[2]]));
  const parts = [table([t("rule"), t("action"), t("done"), t("notDone")], rows, t("rules"))];
  if (reasons.length > 0) parts.push(table([t("rule"), t("reasons"), t("count")], reasons, t("reasons")));
  return section("rules", ...parts);
}

let shownCustomer = 0;
function timelineSection() {
  const heading = el("p", {}, t("sample", D.timelines.length, D.seed));
  if (D.timelines.length === 0) return section("timelines", el("p", {}, t("nobody")));
  const name = (i) => D.timelines[i].customer || t("customer", i + 1);
  const place = el("div", {class: "timeline", "aria-live": "polite"});
  const show = (i) => {
    shownCustomer = i;
    const items = D.timelines[i].items.map(([source, text]) => el("li", {}, el("span", {class: "source"}, source), " ", said(text)));
    place.replaceChildren(el("h3", {}, name(i)), el("ol", {}, ...items));
  };
  const list = el("select", {id: "who", size: String(Math.min(10, Math.max(2, D.timelines.length)))},
    ...D.timelines.map((_, i) => el("option", {value: String(i)}, name(i))));
  list.value = String(shownCustomer);
  list.addEventListener("change", () => show(Number(list.value)));
  show(shownCustomer);
  return section("timelines", heading, el("div", {class: "people"}, el("div", {}, el("label", {for: "who"}, t("choose")), list), place));
}

function draw() {
  clearCharts();
  document.documentElement.lang = chosen === 1 ? "zh" : "en";
  document.title = t("title") + ": " + D.from + " – " + D.to;
  const parts = [section("journeys", ...D.journeys.map(journeySection))];
  if (D.journeys.length === 0) parts.pop();
  if (D.rules.length > 0) parts.push(ruleSection());
  parts.push(section("calendar", calendar(D.days), bars("perDay", D.days.map((one) => one[0].slice(5)), D.days.map((one) => one[1]), [t("day"), t("contacts")]),
    bars("perHour", D.hours.map((_, i) => i), D.hours, [t("hour"), t("contacts")])));
  parts.push(section("spread", el("p", {}, t("mostPerWeek", D.mostPerWeek)),
    bars("spread", D.perDay.map((one) => one[0]), D.perDay.map((one) => one[1]), [t("contacts"), t("customerDays")])));
  if (D.staff.length > 0) parts.push(section("staff", staffTable(D.staff)));
  parts.push(timelineSection());
  parts.push(section("worst", el("div", {class: "wide", tabindex: "0", role: "region", "aria-label": t("worst")}, el("pre", {}, said(D.worst)))));
  const button = el("button", {type: "button", id: "language", lang: chosen === 1 ? "en" : "zh"}, t("language"));
  button.addEventListener("click", () => { chosen = 1 - chosen; draw(); document.getElementById("language").focus(); });
  const links = parts.map((one) => el("a", {href: "#" + one.id}, t(one.id)));
  document.getElementById("page").replaceChildren(
    el("header", {}, el("div", {class: "top"}, el("h1", {}, t("title")), button), opening(), el("nav", {}, ...links)),
    el("main", {}, ...parts), el("footer", {}, t("made")));
  // Where a graph is wider than the window it begins in the middle.
  for (const graph of document.querySelectorAll(".graph"))
    graph.scrollLeft = Number(graph.getAttribute("data-start")) - graph.clientWidth / 2;
}

chosen = D.lang === "zh" ? 1 : 0;
draw();
window.addEventListener("resize", fit);
