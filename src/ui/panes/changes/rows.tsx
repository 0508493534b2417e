/** Changes as rows, cut to the pane. */
import type { Change, FileDifference } from "../../../look/found.ts";
import { CutRow } from "../../components/cut-row.tsx";
import { bytes, plural } from "../../labels.ts";
import { clipStart, visible } from "../../text.ts";
import { type Style, useTheme } from "../../theme.ts";
import type { Arranged, ChangeRow, Wanted } from "./arrange.ts";

export const signs: Readonly<Record<Change["kind"], string>> = { added: "+", modified: "~", deleted: "-" };
const looks: Readonly<Record<Change["kind"], Style>> = { added: "good", modified: "accent", deleted: "bad" };

const sizeWidth = 8;

type RowProps = { readonly row: ChangeRow; readonly chosen: boolean; readonly columns: number };

export function ChangeLine({ row, chosen, columns }: RowProps) {
  const { glyphs } = useTheme();
  const [sign, look] = row.kind === "folder" ? [" ", "plain" as const] : [signs[row.change.kind], looks[row.change.kind]];
  const size =
    row.kind === "folder" || row.change.type === "file" ? bytes(row.kind === "folder" ? row.size : row.change.size) : "";
  const note = noteOf(row);
  const room = columns - sizeWidth - 6;
  // what a row cannot do without is the end of the path
  const path = clipStart(visible(pathOf(row)), Math.max(8, room - Math.min(visible(note).length, Math.floor(room / 3))));
  return (
    <CutRow
      columns={columns}
      spans={[
        ["accent", chosen ? glyphs.bar : " "],
        [look, `${sign} `],
        ["dim", `${size.padStart(sizeWidth)}  `],
        [chosen ? "strong" : "plain", path],
        ["dim", note === "" ? "" : `  ${note}`],
      ]}
    />
  );
}

const pathOf = (row: ChangeRow): string => {
  if (row.kind === "folder") return row.path;
  const { path, type } = row.change;
  return type === "directory" ? `${path}/` : path;
};

function noteOf(row: ChangeRow): string {
  if (row.kind === "folder") return plural(row.files, "file");
  const { what, below, type } = row.change;
  if (below !== undefined) return `and ${below} below it`;
  return what ?? (type === "symlink" ? "link" : "");
}

const orderWords = { newest: "newest first", name: "by name", folders: "totals by folder" } as const;

/** `+12 ~3 -1  4.5 MB  newest first  .log`. `sizes`: what stands for them where they are not known. */
export function summaryOf(
  { added, modified, deleted, size }: Arranged,
  { order, filter, logsFirst }: Wanted,
  sizes = bytes(size),
): string {
  return [
    `+${added} ~${modified} -${deleted}`,
    sizes,
    logsFirst && order === "newest" ? "logs first, then the newest" : orderWords[order],
    ...(filter === "" ? [] : [`with "${filter}"`]),
  ].join("  ");
}

/** Rows of an open difference, without its name. */
export function differenceRows(difference: FileDifference & { kind: "lines" }): readonly (readonly [Style, string])[] {
  const rows = difference.lines.map((line) => [differenceLook(line), ` ${line}`] as const);
  return difference.left === 0 ? rows : [...rows, ["dim", ` and ${plural(difference.left, "line")} more`]];
}

function differenceLook(line: string): Style {
  if (line.startsWith("@@")) return "accent";
  if (line.startsWith("+")) return "good";
  return line.startsWith("-") ? "bad" : "plain";
}
