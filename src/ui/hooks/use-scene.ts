/** What is to be shown, as the components read it. Every hook gives a value that stays the same until it looks different. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Session } from "../../debugger/session.ts";
import type { Key } from "../decode-keys.ts";
import type { Scene, Size } from "../scene.ts";
import type { View } from "../view.ts";

/** Where scenes come from and keys go to: a Ui, or a still picture in tests. */
export type SceneSource = {
  /** The scene of the frame drawn last; the same object until subscribers are told. */
  scene(): Scene;
  /** Returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
  key(key: Key): void;
};

const SourceContext = createContext<SceneSource | undefined>(undefined);
export const SceneProvider = SourceContext.Provider;

export function useSource(): SceneSource {
  const source = useContext(SourceContext);
  if (source === undefined) throw new Error("components of the screen stand inside a <SceneProvider>");
  return source;
}

function useScenePart<T>(part: (scene: Scene) => T): T {
  const { subscribe, scene } = useSource();
  return useSyncExternalStore(subscribe, () => part(scene()));
}

const whole = (scene: Scene): Scene => scene;

/** All of it; changes with every frame, for what ticks or grows. */
export const useScene = (): Scene => useScenePart(whole);
export const useSession = (): Session => useScenePart(({ session }) => session);
export const useView = (): View => useScenePart(({ view }) => view);
export const useSize = (): Size => useScenePart(({ size }) => size);
