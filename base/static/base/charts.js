// Draws the charts of a page from the same figures as their tables. Patterns and shapes differ, not only colours.
/* global Chart */
const COLOURS = ["#165f72", "#c07a12", "#6b4d8a", "#3f7d4e", "#8c1c26"];
const POINTS = ["circle", "rectRot", "triangle", "rect", "star"];
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4]];
const rtl = document.documentElement.dir === "rtl";
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function seriesOf(figures) {
  return figures.series.map((series, at) => ({
    label: series.name,
    data: series.values,
    backgroundColor: COLOURS[at % COLOURS.length],
    borderColor: COLOURS[at % COLOURS.length],
    borderDash: figures.kind === "line" ? DASHES[at % DASHES.length] : undefined,
    pointStyle: POINTS[at % POINTS.length],
    pointRadius: 4,
    borderWidth: figures.kind === "line" ? 2.5 : 0,
    borderRadius: 3,
    maxBarThickness: 42,
    tension: 0,
  }));
}

// The target is a dashed line over the whole width, drawn after the bars.
const targetLine = {
  id: "target",
  afterDatasetsDraw(chart) {
    const target = chart.config.options.target;
    if (target === undefined || target === null) return;
    const across = chart.options.indexAxis === "y";
    const { ctx, chartArea: area } = chart;
    const at = chart.scales[across ? "x" : "y"].getPixelForValue(target);
    ctx.save();
    ctx.setLineDash([6, 4]);
    ctx.lineWidth = 2;
    ctx.strokeStyle = "#16272e";
    ctx.beginPath();
    ctx.moveTo(across ? at : area.left, across ? area.top : at);
    ctx.lineTo(across ? at : area.right, across ? area.bottom : at);
    ctx.stroke();
    ctx.restore();
  },
};

function optionsOf(figures) {
  const across = figures.kind === "bars"; // lying bars, for long labels
  const many = figures.series.length > 1;
  const counts = { beginAtZero: true, suggestedMax: figures.target ?? undefined, ticks: { precision: 0 }, grid: { color: "#e5dccb" } };
  const names = { grid: { display: false }, offset: true, ticks: { autoSkip: !across, maxRotation: 0 } }; // half a band of room for the first and the last name, also from right to left
  return {
    indexAxis: across ? "y" : "x",
    target: figures.target,
    responsive: true,
    maintainAspectRatio: false,
    animation: still ? false : { duration: 250 },
    locale: document.documentElement.lang === "ar" ? "ar-u-nu-latn" : document.documentElement.lang,
    plugins: { legend: { display: many, rtl, align: "start", labels: { usePointStyle: true, font: { size: 13 } } }, tooltip: { rtl, textDirection: rtl ? "rtl" : "ltr" } },
    scales: {
      x: { ...(across ? counts : names), reverse: rtl },
      y: { ...(across ? names : counts), position: rtl ? "right" : "left" },
    },
  };
}

// A long name stands on two lines, broken at the space nearest to its middle: there is little room for it on a phone.
function inTwoLines(name, longest) {
  const spaces = [...name.matchAll(/ /g)].map((space) => space.index);
  if (name.length <= longest || !spaces.length) return name;
  const middle = name.length / 2;
  const at = spaces.reduce((best, space) => (Math.abs(space - middle) < Math.abs(best - middle) ? space : best));
  return [name.slice(0, at), name.slice(at + 1)];
}

function draw(canvas) {
  const figures = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  const kind = figures.kind === "line" ? "line" : "bar";
  new Chart(canvas, { type: kind, data: { labels: figures.labels.map((name) => inTwoLines(name, figures.kind === "bars" ? 16 : 6)), datasets: seriesOf(figures) }, options: optionsOf(figures), plugins: [targetLine] });
  canvas.dataset.drawn = "yes";
}

function drawAll(part) {
  for (const canvas of part.querySelectorAll("canvas[data-chart]:not([data-drawn])")) draw(canvas);
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = 13;
Chart.defaults.color = "#435058";
drawAll(document);
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
