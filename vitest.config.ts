import { defineConfig } from "vitest/config";

// Three kinds by file name: unit (no engine, no terminal), engine (a real engine), e2e (a real terminal too).
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/**/*.{engine,e2e}.test.*"],
          // takes milliseconds; on a machine that builds images meanwhile five seconds were not enough
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: ["test/**/*.engine.test.ts"],
          globalSetup: "test/helpers/own-state.ts",
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          globalSetup: "test/helpers/own-state.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
