import { createContext, useContext, useLayoutEffect } from "react";
import type { Key } from "../decode-keys.ts";

/** Where keys come from. Not Ink's useInput, which gets F1 as nothing and Alt-b as b: decode-keys.ts reads the bytes. */
export type Keyboard = {
  press(key: Key): void;
  /** Returns the unsubscriber. */
  subscribe(listener: (key: Key) => void): () => void;
};

export function createKeyboard(): Keyboard {
  const listeners = new Set<(key: Key) => void>();
  return {
    press: (key) => {
      for (const listener of listeners) listener(key);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const KeyboardContext = createContext<Keyboard>(createKeyboard());
export const KeyboardProvider = KeyboardContext.Provider;

/** Calls `onKey` with every key as long as the component is there. */
export function useKeys(onKey: (key: Key) => void): void {
  const keyboard = useContext(KeyboardContext);
  // A layout effect: no key falls between the first frame and the first listener.
  useLayoutEffect(() => keyboard.subscribe(onKey), [keyboard, onKey]);
}
