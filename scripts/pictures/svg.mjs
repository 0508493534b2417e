// A screen as an SVG: a window, and on a grid the runs of cells that look alike. The same on light and on dark pages.

const cell = { width: 8.4, height: 18, font: 14 };
const window = { side: 16, top: 40, bottom: 14, radius: 9 };

const fore = "#d3d9e4";
const back = "#171b24";
/** The 16 colours, 0 to 15. */
const palette = [
  ..."#171b24 #e5646e #7fc470 #e0b45c #6ca8f0 #c58be0 #56bfc7 #c4cbd8".split(" "),
  ..."#6b7486 #f38b93 #9edb8f #f0cd85 #92c2fa #dcaef2 #83dbe2 #ffffff".split(" "),
];
/** Behind words these would glare: a shade deeper. */
const behind = new Map([
  [1, "#c2404c"],
  [2, "#6fb65f"],
  [3, "#d9aa4e"],
  [6, "#4fb3bb"],
  ["fore", "#aeb8c9"],
]);

/** The SVG's text. `title` stands in the window's frame; `label` is for those who cannot see it. */
export function svgOf({ columns, cells }, { title, label }) {
  const rows = cells.findLastIndex((row) => row.some((one) => one.text !== " " || one.bg !== undefined)) + 1;
  const width = round(columns * cell.width + 2 * window.side);
  const height = rows * cell.height + window.top + window.bottom;
  const drawn = cells
    .slice(0, rows)
    .flatMap((row, y) => rowOf(row, y))
    .join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(label)}</title>
<style>
text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: ${cell.font}px; fill: ${fore}; white-space: pre }
.b { font-weight: 700 } .d { fill-opacity: .62 } .u { text-decoration: underline } .k { fill: ${back} }
${palette.map((value, at) => `.f${at.toString(16)} { fill: ${value} }`).join(" ")}
</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="${window.radius}" fill="${back}" stroke="#4a5263"/>
${["#ec6a5e", "#f4bf4f", "#61c554"].map((fill, at) => `<circle cx="${20 + at * 19}" cy="19" r="5.5" fill="${fill}"/>`).join("")}
<text class="f8" x="${width / 2}" y="24" text-anchor="middle">${escaped(title)}</text>
${drawn}
</svg>
`;
}

/** Backgrounds first, then the words above them. */
function rowOf(row, y) {
  const top = window.top + y * cell.height;
  const grounds = runs(row, (one) => one.bg).filter(({ first }) => first.bg !== undefined);
  const words = runs(row, lookOf, true).filter(({ text }) => text.trim() !== "");
  return [
    ...grounds.map(({ first, width }) => {
      const fill = behind.get(first.bg) ?? palette[first.bg];
      return `<rect x="${left(first.x)}" y="${top}" width="${round(width * cell.width)}" height="${cell.height}" fill="${fill}"/>`;
    }),
    ...words.map(wordsOf(top + 13.5)),
  ];
}

/** Each run has its length given, so that the grid holds whatever font is there. */
const wordsOf = (base) => (run) => {
  const lead = run.text.length - run.text.trimStart().length;
  const text = run.text.trim();
  const tail = run.text.length - lead - text.length;
  const look = lookOf(run.first);
  const length = text.length > 1 ? ` textLength="${round((run.width - lead - tail) * cell.width)}"` : "";
  return `<text${look === "" ? "" : ` class="${look}"`} x="${left(run.first.x + lead)}" y="${base}"${length}>${escaped(text)}</text>`;
};

const lookOf = ({ fg, bold, dim, underline }) =>
  [fg === undefined ? "" : fg === "back" ? "k" : `f${fg.toString(16)}`, bold && "b", dim && "d", underline && "u"]
    .filter(Boolean)
    .join(" ");

/**
 * Cells in a row that are alike. With `apart`, signs that often come from another font stand alone, so that they stretch
 * nothing, and blanks end a run: two of them would become one.
 */
function runs(row, likeness, apart = false) {
  const found = [];
  for (const one of row) {
    const last = found.at(-1);
    const alone = apart && /[^\u0020-\u024f─│…]/u.test(one.text);
    const gap = apart && one.text === " " && last?.text.endsWith(" ");
    if (last !== undefined && !alone && !last.alone && !gap && likeness(one) === likeness(last.first)) {
      last.text += one.text;
      last.width += one.width;
    } else found.push({ first: one, text: one.text, width: one.width, alone });
  }
  return found;
}

const left = (x) => round(window.side + x * cell.width);
const round = (value) => Math.round(value * 100) / 100;
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
