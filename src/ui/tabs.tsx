/** The panes of the selected step, one in front: the others are names in its heading, which ] and [ bring up. */
import { Box } from "ink";
import { memo } from "react";
import { Heading } from "./components/heading.tsx";
import type { Span } from "./components/line.tsx";
import { useScene } from "./hooks/use-scene.ts";
import { type Item, selectedItem } from "./items.ts";
import { frontPane, panes } from "./panes/index.ts";
import type { Scene } from "./scene.ts";
import { width } from "./text.ts";
import { type Theme, useTheme } from "./theme.ts";

type TabsProps = { readonly width: number; readonly height: number };

export const Tabs = memo(function Tabs({ width: columns, height }: TabsProps) {
  const { glyphs } = useTheme();
  const scene = useScene();
  const { session, view } = scene;
  const item = selectedItem(session, view.picked);
  const { id, View } = frontPane(view.tab);
  return (
    <Box flexDirection="column" width={columns} height={height} flexShrink={0} overflow="hidden">
      {item === undefined ? (
        <Heading />
      ) : (
        <View
          scene={scene}
          item={item}
          state={scene.panes[id]}
          width={columns}
          height={height}
          tabs={namesOf(scene, item, columns, glyphs)}
        />
      )}
    </Box>
  );
});

/** The names of the panes, the one in front says of what: it and as many beside it as there is room for. */
function namesOf(scene: Scene, item: Item, columns: number, { rule, more }: Glyphs): readonly Span[] {
  const { names, from, to } = shownNames(scene, item, columns);
  const spans = names.slice(from, to).flatMap(({ front, name, of }, at): readonly Span[] => [
    ["dim", at === 0 ? (from > 0 ? `${more} ` : " ") : `${rule} `],
    [front && scene.view.focus === "pane" ? "strong" : "dim", name],
    ["dim", `${of} `],
  ]);
  return to < names.length ? [...spans, ["dim", `${more} `]] : spans;
}

/** All names, and the first and one past the last that have room. */
function shownNames(scene: Scene, item: Item, columns: number) {
  const names = panes.map(({ id, name, ofSession }): Name => {
    const front = id === frontPane(scene.view.tab).id;
    const of = front && !ofSession ? ` of line ${item.instruction.span.line}: ${item.keyword}` : "";
    return { id, front, name: name(scene, item), of };
  });
  const [from, to] = partOf(names, columns - edges);
  return { names, from, to };
}

/**
 * The pane whose name stands at that column of the heading, by its id, with the rule and the blanks around it: the mark of a cut one may
 * stand there. The mark that there are more names is the next one of them.
 */
export function tabAt(scene: Scene, columns: number, column: number): string | undefined {
  const item = selectedItem(scene.session, scene.view.picked);
  if (item === undefined || column < 1) return undefined;
  const { names, from, to } = shownNames(scene, item, columns);
  if (from > 0 && column === 1) return names[from - 1]?.id;
  // of the first name only the blank is before it
  let end = from > 0 ? 1 : 0;
  for (const { id, name, of } of names.slice(from, to)) {
    // a rule, a blank, the name, a blank
    end += 3 + width(name + of);
    if (column < end) return id;
  }
  return column === end ? names[to]?.id : undefined;
}

type Name = { readonly id: string; readonly front: boolean; readonly name: string; readonly of: string };
type Glyphs = Pick<Theme["glyphs"], "rule" | "more">;

/** Cells of the rules beside the names, the marks that there are more, and some for what is said at the right. */
const edges = 10;

/** First and one past the last of the names that have room, the one in front among them; those after it come first. */
function partOf(names: readonly Name[], room: number): readonly [from: number, to: number] {
  const cells = names.map(({ name, of }) => width(name) + width(of) + 3);
  const front = Math.max(
    0,
    names.findIndex((each) => each.front),
  );
  let [from, to, left] = [front, front + 1, room - (cells[front] ?? 0)];
  for (let grown = true; grown; ) {
    grown = false;
    for (const side of ["after", "before"] as const) {
      const next = cells[side === "after" ? to : from - 1];
      if (next === undefined || next > left) continue;
      left -= next;
      if (side === "after") to++;
      else from--;
      grown = true;
    }
  }
  return [from, to];
}
