// Charts by uPlot, each with the same numbers as a table for those who cannot see it; the calendar as a heat map.
"use strict";
const INK = "#1b1f24", GRID = "#d0d7de", FILL = "#1f5fb8";
let drawn = [];  // [chart, place], to be fitted when the window changes

function bars(id, labels, values, heads) {
  const place = el("div", {class: "chart", role: "img", "aria-label": t(id)});
  const out = el("figure", {}, el("figcaption", {}, t(id)), place,
    el("details", {}, el("summary", {}, t("table")), table(heads, labels.map((one, i) => [String(one), values[i]]), t(id))));
  const axis = {stroke: INK, grid: {stroke: GRID, width: 1}, ticks: {stroke: GRID}, font: "13px system-ui, sans-serif"};
  const options = {
    width: 320, height: 220, legend: {show: false}, cursor: {show: false},
    scales: {x: {time: false, range: [-0.6, Math.max(labels.length - 0.4, 0.6)]}, y: {range: (_, __, most) => [0, Math.max(1, most * 1.1)]}},
    axes: [{...axis, values: (_, at) => at.map((i) => (Number.isInteger(i) && labels[i] !== undefined ? String(labels[i]) : "")), space: 60, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500]},
           {...axis, values: (_, at) => at.map((v) => (Number.isInteger(v) ? number(v) : "")), size: 56}],
    series: [{}, {label: t(id), stroke: FILL, fill: FILL, paths: uPlot.paths.bars({size: [0.7, 60]}), points: {show: false}}],
  };
  requestAnimationFrame(() => {
    drawn.push([new uPlot(options, [labels.map((_, i) => i), values], place), place]);
    fit();
  });
  return out;
}
function fit() {
  for (const [chart, place] of drawn)
    if (place.clientWidth > 0) chart.setSize({width: place.clientWidth, height: 220});
}
function clearCharts() {
  for (const [chart] of drawn) chart.destroy();
  drawn = [];
}

const levelOf = (value, most) => (value === 0 ? 0 : Math.min(4, Math.ceil((4 * value) / most)));

function calendar(days) {
  const most = Math.max(1, ...days.map((one) => one[1]));
  const heads = el("tr", {}, el("th", {scope: "col"}, t("day")), ...WORDS.weekdays[chosen].map((one) => el("th", {scope: "col"}, one)));
  const weeks = new Map();
  for (const [day, count] of days) {
    const date = new Date(day + "T00:00:00Z"), weekday = (date.getUTCDay() + 6) % 7;
    const monday = new Date(date.getTime() - weekday * 86400000).toISOString().slice(0, 10);
    if (!weeks.has(monday)) weeks.set(monday, Array(7).fill(null));
    weeks.get(monday)[weekday] = [day, count];
  }
  const rows = [...weeks].map(([monday, cells]) => el("tr", {}, el("th", {scope: "row"}, monday), ...cells.map((cell) =>
    cell === null ? el("td", {}) : el("td", {class: "heat" + levelOf(cell[1], most), title: cell[0] + ": " + number(cell[1])}, cell[1] ? number(cell[1]) : ""))));
  const scale = el("p", {class: "scale"}, t("less") + " ", ...[0, 1, 2, 3, 4].map((i) => el("span", {class: "heat" + i, "aria-hidden": "true"}, " ")), " " + t("more"));
  return el("div", {}, el("div", {class: "wide", tabindex: "0", role: "region", "aria-label": t("calendar")},
    el("table", {class: "calendar"}, el("caption", {}, t("calendar")), el("thead", {}, heads), el("tbody", {}, ...rows))), scale);
}

function staffTable(staff) {
  const used = [...Array(24).keys()].filter((hour) => staff.some((one) => one[1][hour] > 0));
  const most = Math.max(1, ...staff.flatMap((one) => one[1]));
  const rows = staff.map(([name, hours]) => el("tr", {}, el("th", {scope: "row"}, name), ...used.map((hour) =>
    el("td", {class: "heat" + levelOf(hours[hour], most)}, hours[hour] ? number(hours[hour]) : ""))));
  return el("div", {class: "wide", tabindex: "0", role: "region", "aria-label": t("staff")},
    el("table", {class: "calendar"}, el("caption", {}, t("staff")),
      el("thead", {}, el("tr", {}, el("th", {scope: "col"}, t("who")), ...used.map((hour) => el("th", {scope: "col"}, String(hour).padStart(2, "0"))))),
      el("tbody", {}, ...rows)));
}
