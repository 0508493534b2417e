import os from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest file first: on two processors all others pass beside it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith("/conformance.engine.test.ts");
    const others = await super.sort(files.filter((file) => !isLongest(file)));
    return [...files.filter(isLongest), ...others];
  }
}

// Three kinds by file name: unit (no engine, no terminal), engine (a real engine), e2e (a real terminal too).
export default defineConfig({
  // React as it is shipped: the development build is slower and keeps every render's times
  oxc: { jsx: { development: false } },
  test: {
    sequence: { sequencer: LongestFirst },
    // Half of the time of one worker is waiting for the engine.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // half of the time went into loading the same modules again for every file
          isolate: false,
          env: { NODE_ENV: "production", TZ: "UTC" },
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/**/*.{engine,e2e}.test.*"],
          // takes milliseconds; the bounds are for a machine that builds images meanwhile
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: ["test/**/*.engine.test.ts"],
          globalSetup: "test/helpers/own-state.ts",
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          globalSetup: "test/helpers/own-state.ts",
          testTimeout: 240_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
