/** The newest results by key, so that looking again costs nothing. */

export type Recent<T> = { get(key: string): T | undefined; set(key: string, value: T): void };

export function recent<T>(most: number): Recent<T> {
  const known = new Map<string, T>();
  const set = (key: string, value: T): void => {
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
  };
  return {
    get: (key) => {
      const value = known.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
  };
}
