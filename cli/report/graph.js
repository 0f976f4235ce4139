// A journey as a graph: a box per step, from top to bottom, an arrow per arm with how many went there. Boxes can be
// chosen by mouse and keyboard; below the graph then stands why people were held back or left there.
"use strict";
const BOX = {width: 216, height: 58, gap: 40, row: 104, margin: 16, lane: 76};
const ON_BOX = "#eef4fd", ON_PAGE = "#ffffff";

// The row of every step: one below the lowest step that leads to it, loops aside.
function rowsOf(journey) {
  const row = journey.steps.map(() => 0), state = journey.steps.map(() => 0), back = new Set();
  const order = [];
  const visit = (at) => {
    state[at] = 1;
    for (const edge of journey.edges.filter((one) => one.from === at && one.to >= 0)) {
      if (state[edge.to] === 1) back.add(edge);
      else if (state[edge.to] === 0) visit(edge.to);
    }
    state[at] = 2;
    order.unshift(at);
  };
  journey.steps.forEach((_, at) => state[at] === 0 && visit(at));
  for (const at of order)
    for (const edge of journey.edges)
      if (edge.from === at && edge.to >= 0 && !back.has(edge)) row[edge.to] = Math.max(row[edge.to], row[at] + 1);
  return {row: row.map((one) => one + 1), back};
}

function placesOf(journey) {
  const {row, back} = rowsOf(journey);
  const perRow = new Map(), places = [];
  row.forEach((at, step) => {
    if (journey.steps[step].ends) return;  // its arrows lead to the end
    const column = perRow.get(at) || 0;
    perRow.set(at, column + 1);
    places[step] = {row: at, column};
  });
  const columns = Math.max(1, ...perRow.values()), rows = Math.max(0, ...perRow.keys()) + 1;
  const width = columns * (BOX.width + BOX.gap) + 2 * BOX.margin;
  for (const place of places.filter((one) => one)) {
    const inRow = perRow.get(place.row) || 1;
    place.x = width / 2 + (place.column - (inRow - 1) / 2) * (BOX.width + BOX.gap);
    place.y = BOX.margin + place.row * BOX.row - 30;
  }
  const start = {x: width / 2, y: BOX.margin, row: 0}, end = {x: width / 2, y: BOX.margin + rows * BOX.row - 20, row: rows};
  const lanes = lanesOf(journey, places, start, end, back);
  return {places, back, lanes, core: width, width: width + lanes.most * BOX.lane, height: end.y + 40, start, end};
}

// Arrows that pass boxes on their way, or lead back, go beside the boxes: each has a lane in which no other one runs.
function lanesOf(journey, places, start, end, back) {
  const of = new Map(), taken = [];
  const aside = journey.edges.map((edge) => {
    const from = edge.from < 0 ? start : places[edge.from], to = edge.to < 0 ? end : places[edge.to];
    return {edge, low: Math.min(from.row, to.row), high: Math.max(from.row, to.row)};
  }).filter((one) => back.has(one.edge) || one.high - one.low > 1).sort((a, b) => (a.high - a.low) - (b.high - b.low));
  for (const one of aside) {
    let lane = 0;
    while ((taken[lane] || []).some((other) => one.low <= other.high && other.low <= one.high)) ++lane;
    (taken[lane] = taken[lane] || []).push(one);
    of.set(one.edge, lane);
  }
  return {of, most: taken.length};
}

function label(x, y, text, on, kind) {
  const out = svg("text", {x, y, "text-anchor": "middle", class: kind, "data-on": on});
  out.textContent = text;
  return out;
}

// As wide as a box: full-width characters count twice.
function shortened(text, columns) {
  let width = 0, out = "";
  for (const one of text) {
    width += one.codePointAt(0) > 0x2e7f ? 2 : 1;
    if (width > columns) return out + "…";
    out += one;
  }
  return out;
}

function arrow(journey, layout, edge) {
  const from = edge.from < 0 ? layout.start : layout.places[edge.from];
  const to = edge.to < 0 ? layout.end : layout.places[edge.to];
  const out = svg("g", {class: edge.count === 0 ? "arm unused" : "arm"});
  const word = said(edge.label), text = (word ? shortened(word, 18) + " " : "") + number(edge.count);
  if (!layout.lanes.of.has(edge)) {
    const y1 = from.y + (edge.from < 0 ? 24 : BOX.height), y2 = to.y, middle = (y1 + y2) / 2;
    out.append(svg("path", {d: `M${from.x},${y1} C${from.x},${middle} ${to.x},${middle} ${to.x},${y2}`, "marker-end": "url(#tip)"}),
      label((from.x + to.x) / 2, middle + 4, text, ON_PAGE, "armtext"));
    return out;
  }
  const lane = layout.lanes.of.get(edge), x = layout.core + lane * BOX.lane + 10, bend = 8;
  const y1 = from.y + (edge.from < 0 ? 12 : 40), y2 = to.y + (edge.to < 0 ? 12 : 16 + 5 * (lane % 3)), down = y2 > y1 ? 1 : -1;
  const x1 = from.x + (edge.from < 0 ? 40 : BOX.width / 2), x2 = to.x + (edge.to < 0 ? 44 : BOX.width / 2);
  out.append(svg("path", {"marker-end": "url(#tip)",
    d: `M${x1},${y1} H${x - bend} Q${x},${y1} ${x},${y1 + down * bend} V${y2 - down * bend} Q${x},${y2} ${x - bend},${y2} H${x2}`}),
    label(x, (y1 + y2) / 2 + 4 + 14 * (lane % 2), text, ON_PAGE, "armtext"));
  return out;
}

function box(journey, layout, index, choose) {
  const step = journey.steps[index], place = layout.places[index];
  const parts = [t("reached") + " " + number(step.reached)];
  if (step.done) parts.push(t("done") + " " + number(step.done));
  if (step.waiting) parts.push(t("waiting") + " " + number(step.waiting));
  const gone = step.left ? t("left") + " " + number(step.left) : "";
  const left = place.x - BOX.width / 2;
  const out = svg("g", {class: "box", tabindex: "0", role: "button",
                        "aria-label": said(step.title) + ": " + parts.concat(gone || []).join(", ")},
    svg("rect", {x: left, y: place.y, width: BOX.width, height: BOX.height, rx: 8}),
    label(place.x, place.y + 18, shortened(said(step.title), 25), ON_BOX, "name"),
    label(place.x, place.y + 34, shortened(parts.join(" · "), 34), ON_BOX, "counts"),
    label(place.x, place.y + 50, gone, ON_BOX, "gone"));
  const title = svg("title", {});
  title.textContent = said(step.title);
  out.append(title);
  out.addEventListener("click", () => choose(index, out));
  out.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(index, out);
  });
  return out;
}

function reasonsOf(step) {
  const out = el("div", {class: "reasons", "aria-live": "polite"}, el("h4", {}, said(step.title)));
  if (step.reasons.length === 0) out.append(el("p", {}, t("noReasons")));
  else out.append(table([t("reasons"), t("count")], step.reasons.map((one) => [said(one), one[2]]), t("reasons")));
  return out;
}

function journeyGraph(journey) {
  const layout = placesOf(journey);
  const picture = svg("svg", {viewBox: `0 0 ${layout.width} ${layout.height}`, width: layout.width, height: layout.height,
                              role: "group", "aria-label": t("graph", journey.name)},
    svg("defs", {}, svg("marker", {id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto"},
      svg("path", {d: "M0,0 L8,4 L0,8 z", class: "tip"}))),
    ...journey.edges.map((edge) => arrow(journey, layout, edge)),
    label(layout.start.x, layout.start.y + 16, t("start") + " " + number(journey.entered), ON_PAGE, "name"),
    label(layout.end.x, layout.end.y + 16, t("end") + " " + number(journey.ended), ON_PAGE, "name"));
  const why = el("div", {});
  journey.steps.forEach((step, i) => step.ends || picture.append(box(journey, layout, i, (index, chosenBox) => {
    for (const other of picture.querySelectorAll(".box.chosen")) other.classList.remove("chosen");
    chosenBox.classList.add("chosen");
    why.replaceChildren(reasonsOf(journey.steps[index]));
  })));
  return el("div", {}, el("p", {class: "hint"}, t("graph", journey.label || journey.name)),
    el("div", {class: "wide graph", "data-start": layout.start.x, tabindex: "0", role: "region", "aria-label": t("graph", journey.label || journey.name)}, picture), why);
}

function funnel(journey) {
  const most = Math.max(1, ...journey.steps.map((step) => step.reached));
  const rows = journey.steps.filter((step) => step.counted).map((step) => el("li", {},
    el("span", {class: "what"}, said(step.title)),
    el("span", {class: "bar", "aria-hidden": "true"}, el("span", {style: `width:${(100 * step.reached / most).toFixed(1)}%`})),
    el("span", {class: "number"}, number(step.reached))));
  return el("div", {}, el("h4", {}, t("funnel")), el("ol", {class: "funnel"}, ...rows));
}
