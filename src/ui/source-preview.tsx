/** The Dockerfile around the selected instruction, with its comments: what is left of the side of the list, where that is short. */
import { Box } from "ink";
import { memo } from "react";
import { CutRow } from "./components/cut-row.tsx";
import { Heading } from "./components/heading.tsx";
import type { Span } from "./components/line.tsx";
import { useSession, useView } from "./hooks/use-scene.ts";
import { type Item, selectedItem } from "./items.ts";
import { numberWidth } from "./step-list/list-lines.ts";
import { useTheme } from "./theme.ts";

type SourcePreviewProps = { readonly width: number; readonly height: number };

export const SourcePreview = memo(function SourcePreview({ width, height }: SourcePreviewProps) {
  const session = useSession();
  const { picked } = useView();
  const item = selectedItem(session, picked);
  const digits = numberWidth(session);
  const { glyphs } = useTheme();
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      <Heading spans={item === undefined ? [] : [["dim", ` around line ${item.instruction.span.line} `]]} />
      {item !== undefined &&
        linesAround(linesOf(session.plan.text), item, height - 1).map(({ number, text, own }) => (
          <CutRow
            key={number}
            columns={width}
            spans={[
              ["accent", own ? glyphs.bar : " "],
              ["dim", `${String(number).padStart(digits + 2)}  `],
              ...(own ? coloured(text) : ([["dim", text]] as const)),
            ]}
          />
        ))}
    </Box>
  );
});

let split: { readonly text: string; readonly lines: readonly string[] } | undefined;

/** A file is split once. */
function linesOf(text: string): readonly string[] {
  if (split?.text !== text) split = { text, lines: text.split(/\r?\n/) };
  return split.lines;
}

type SourceLine = { readonly number: number; readonly text: string; readonly own: boolean };

/** At most `room` lines: the instruction, the comments right above it, and what stands around. */
export function linesAround(lines: readonly string[], { instruction: { span } }: Item, room: number): readonly SourceLine[] {
  let first = span.line;
  while (first > 1 && /^\s*#/.test(lines[first - 2] ?? "")) first--;
  const own = Math.min(room, span.endLine - first + 1);
  const before = Math.floor((room - own) / 3);
  const from = Math.max(1, Math.min(first - before, lines.length - room + 1));
  return lines.slice(from - 1, from - 1 + Math.max(0, room)).map((text, at) => {
    const number = from + at;
    return { number, text, own: number >= first && number <= span.endLine };
  });
}

/** Comments; quoted text; variables; flags; the keyword that begins a line. */
const token =
  /^(?<comment>\s*#.*)|(?<quoted>"(?:\\.|[^"\\])*"|'[^']*')|(?<variable>\$\{[^}]*\}|\$\w+)|(?<flag>(?<=\s)--?[\w-]+)|(?<keyword>^\s*[A-Za-z]+(?=\s))/g;

const looks = { comment: "dim", quoted: "good", variable: "accent", flag: "warn", keyword: "strong" } as const;

/** A line of a Dockerfile in spans; only what is sure by itself has a colour. */
export function coloured(text: string): readonly Span[] {
  const spans: Span[] = [];
  let done = 0;
  for (const found of text.matchAll(token)) {
    const [kind] = Object.entries(found.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    // in a line that goes on another one a word is no keyword
    if (kind === undefined || (kind === "keyword" && !/^\s*[A-Z]+$/.test(found[0]))) continue;
    if (found.index > done) spans.push(["plain", text.slice(done, found.index)]);
    spans.push([looks[kind as keyof typeof looks], found[0]]);
    done = found.index + found[0].length;
  }
  if (done < text.length) spans.push(["plain", text.slice(done)]);
  return spans;
}
