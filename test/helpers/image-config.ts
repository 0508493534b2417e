/** The config of an image in a form one can compare, and the words for how two of them differ. */
import * as compare from "../../src/compare/image-config.ts";
import type { SavedImage } from "./saved-image.ts";

/** Every config field that counts, absent where empty. Keys of objects are sorted; lists keep their order. */
export const configOf = ({ config }: SavedImage): compare.ComparableConfig => compare.comparableConfig(config);

/** One line per difference, empty when the configs are equal. */
export const configDifferences = (expected: compare.ComparableConfig, actual: compare.ComparableConfig): readonly string[] =>
  compare
    .configDifferences(expected, actual)
    .map(({ key, from, to }) => `${key}: ${JSON.stringify(to) ?? "absent"}, expected ${JSON.stringify(from) ?? "absent"}`);
