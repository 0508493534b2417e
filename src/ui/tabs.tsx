/** The panes of the selected step, one in front: the others are names in its heading, which ] and [ bring up. */
import { Box } from "ink";
import { memo } from "react";
import { Heading } from "./components/heading.tsx";
import type { Span } from "./components/line.tsx";
import { useScene } from "./hooks/use-scene.ts";
import { type Item, selectedItem } from "./items.ts";
import { frontPane, panes } from "./panes/index.ts";
import type { Scene } from "./scene.ts";
import { useTheme } from "./theme.ts";

type TabsProps = { readonly width: number; readonly height: number };

export const Tabs = memo(function Tabs({ width, height }: TabsProps) {
  const { glyphs } = useTheme();
  const scene = useScene();
  const { session, view } = scene;
  const item = selectedItem(session, view.picked);
  const { id, View } = frontPane(view.tab);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      {item === undefined ? (
        <Heading />
      ) : (
        <View
          scene={scene}
          item={item}
          state={scene.panes[id]}
          width={width}
          height={height}
          tabs={namesOf(scene, item, glyphs.rule)}
        />
      )}
    </Box>
  );
});

/** The names of all panes; the one in front says of what. */
const namesOf = (scene: Scene, item: Item, rule: string): readonly Span[] =>
  panes.flatMap(({ id, name, ofSession }, at): readonly Span[] => {
    const front = id === frontPane(scene.view.tab).id;
    return [
      ["dim", at === 0 ? " " : `${rule} `],
      [front && scene.view.focus === "pane" ? "strong" : "dim", name(scene, item)],
      ["dim", front && !ofSession ? ` of line ${item.instruction.span.line}: ${item.keyword} ` : " "],
    ];
  });
