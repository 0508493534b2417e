/** The keys that the person has given a meaning of their own. Values and pure functions. */

/** `line`: a line of the command line without its colon; of a command without words its full name alone. */
export type Binding = { readonly key: string; readonly line: string };
export type Bindings = readonly Binding[];

/** Nobody remembers more; what a file of commands can make us keep has an end. */
export const mostBindings = 100;
export const longestLine = 500;

export const bindingOf = (bindings: Bindings, key: string): Binding | undefined => bindings.find((each) => each.key === key);

/** With it, in the place of what the key meant before. */
export const withBinding = (bindings: Bindings, binding: Binding): Bindings =>
  bindingOf(bindings, binding.key) === undefined
    ? [...bindings, binding]
    : bindings.map((each) => (each.key === binding.key ? binding : each));

export const withoutBinding = (bindings: Bindings, key: string): Bindings => bindings.filter((each) => each.key !== key);
