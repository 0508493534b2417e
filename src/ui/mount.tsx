/** Puts the screen on a terminal, for as long as the program runs. */
import type { ReadStream, WriteStream } from "node:tty";
import { render } from "ink";
import { App } from "./app.tsx";
import type { FrameStream } from "./frame-stream.ts";
import { type Keyboard, KeyboardProvider } from "./hooks/use-keys.ts";
import { SceneProvider, type SceneSource } from "./hooks/use-scene.ts";
import { restoreEnv } from "./quiet-env.ts";
import { type Theme, ThemeProvider } from "./theme.ts";

restoreEnv();

export type Mounting = {
  readonly source: SceneSource;
  readonly keyboard: Keyboard;
  readonly theme: Theme;
  readonly frames: FrameStream;
  readonly stdin: ReadStream;
};

/** Draws until the function it returns is called. */
export function mount({ source, keyboard, theme, frames, stdin }: Mounting): () => void {
  const ink = render(<Screen source={source} keyboard={keyboard} theme={theme} />, {
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

export type ScreenProps = Pick<Mounting, "source" | "keyboard" | "theme">;

/** <App> and what it stands on. */
export const Screen = ({ source, keyboard, theme }: ScreenProps) => (
  <SceneProvider value={source}>
    <KeyboardProvider value={keyboard}>
      <ThemeProvider value={theme}>
        <App />
      </ThemeProvider>
    </KeyboardProvider>
  </SceneProvider>
);
