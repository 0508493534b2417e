// The results as text for a terminal and as Markdown; the same words in both.

const heads = {
  build: ["build", "dbuild", "BuildKit", "classic", "÷ BuildKit", "÷ classic", "goal", ""],
  screen: ["debugging", "dbuild", "compared with", "ratio", "goal", ""],
};

/** `rows`: { kind, cells }, or { kind, left: [title, reason] } for one that could not be measured. */
export function plainTable(rows) {
  return byKind(rows)
    .map(({ head, body, left }) =>
      [...aligned([head, ...body]), ...left.map(([title, why]) => `${title}: left out: ${why}`)].join("\n"),
    )
    .join("\n\n");
}

export function markdownTable(rows) {
  return byKind(rows)
    .map(({ head, body, left }) => {
      const line = (cells) => `| ${cells.join(" | ")} |`;
      const rule = `|${head.map(() => "---").join("|")}|`;
      return [line(head), rule, ...body.map(line), ...left.map(([title, why]) => `\n${title}: left out: ${why}`)].join("\n");
    })
    .join("\n\n");
}

function byKind(rows) {
  return Object.entries(heads)
    .map(([kind, head]) => {
      const own = rows.filter((row) => row.kind === kind);
      return {
        head,
        body: own.flatMap(({ cells }) => (cells ? [cells] : [])),
        left: own.flatMap(({ left }) => (left ? [left] : [])),
      };
    })
    .filter(({ body, left }) => body.length + left.length > 0);
}

function aligned(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
}
