/** A scene as a frame, at once: no terminal, no keys, no time. */
import { renderToString } from "ink";
import { createKeyboard } from "../../src/ui/hooks/use-keys.ts";
import { Screen } from "../../src/ui/mount.tsx";
import type { Scene } from "../../src/ui/scene.ts";
import { plainTheme, type Theme } from "../../src/ui/theme.ts";
import { still } from "../../src/ui/themes.ts";

export function frameOf(scene: Scene, theme: Theme = plainTheme): string {
  const source = { scene: () => scene, subscribe: () => () => {}, key: () => {} };
  return renderToString(<Screen source={source} keyboard={createKeyboard()} themes={still(theme)} />, {
    columns: scene.size.columns,
  });
}
