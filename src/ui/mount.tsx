/** Puts the screen on a terminal, for as long as the program runs. */
import type { ReadStream, WriteStream } from "node:tty";
import { render } from "ink";
import { useSyncExternalStore } from "react";
import { App } from "./app.tsx";
import type { FrameStream } from "./frame-stream.ts";
import { type Keyboard, KeyboardProvider } from "./hooks/use-keys.ts";
import { SceneProvider, type SceneSource } from "./hooks/use-scene.ts";
import { restoreEnv } from "./quiet-env.ts";
import { ThemeProvider } from "./theme.ts";
import type { ThemeSource } from "./themes.ts";

restoreEnv();

export type Mounting = {
  readonly source: SceneSource;
  readonly keyboard: Keyboard;
  readonly themes: ThemeSource;
  readonly frames: FrameStream;
  readonly stdin: ReadStream;
};

/** Draws until the function it returns is called. */
export function mount({ source, keyboard, themes, frames, stdin }: Mounting): () => void {
  const ink = render(<Screen source={source} keyboard={keyboard} themes={themes} />, {
    stdin,
    // Ink's options ask for a whole tty stream; what it uses of one is what a FrameStream has.
    stdout: frames as unknown as WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
    // Whole frames, each at once: when to draw is pacer.ts's to say, what to write frame-stream.ts's.
    debug: true,
  });
  return () => ink.unmount();
}

export type ScreenProps = Pick<Mounting, "source" | "keyboard" | "themes">;

/** <App> and what it stands on. */
export function Screen({ source, keyboard, themes }: ScreenProps) {
  const theme = useSyncExternalStore(themes.subscribe, themes.current);
  return (
    <SceneProvider value={source}>
      <KeyboardProvider value={keyboard}>
        <ThemeProvider value={theme}>
          <App />
        </ThemeProvider>
      </KeyboardProvider>
    </SceneProvider>
  );
}
