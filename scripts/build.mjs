// Bundles src/cli/main.ts into dist/: one entry and a few chunks, so that `dbuild build` never loads the screen.
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));

// Never called here, and slow to load: BuildKit sessions of dockerode (grpc), its own ssh (we use the system's), Ink's devtools.
// Our own import of ssh2 (an agent for keys given with --ssh) is lazy, and stays a package: it may have native parts.
const unused = /^(@grpc\/grpc-js|@grpc\/proto-loader|ssh2|react-devtools-core)$/;
const leaveOut = {
  name: "leave-out",
  setup(bundler) {
    bundler.onResolve({ filter: unused }, ({ path, importer }) =>
      importer.includes("node_modules") ? { path, namespace: "left-out" } : { path, external: true },
    );
    bundler.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

// docker-modem writes out all it knows of every request (3 to 5 ms each) for a log that is nearly always off.
const quietLog = {
  name: "quiet-log",
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]docker-modem[\\/]lib[\\/]modem\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const contents = text.replace("debug('Sending: %s', util.inspect", "debug.enabled && debug('Sending: %s', util.inspect");
      if (contents === text) throw new Error("docker-modem has changed: look at quiet-log in scripts/build.mjs");
      return { contents, loader: "js" };
    });
  },
};

rmSync(`${root}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { dbuild: "src/cli/main.ts" },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  minifySyntax: true,
  platform: "node",
  target: "node20",
  format: "esm",
  // React's development build keeps every render's timing for ever.
  define: { "process.env.NODE_ENV": '"production"', DBUILD_VERSION: JSON.stringify(version) },
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as dbuildRequire } from 'node:module'; const require = dbuildRequire(import.meta.url);",
  },
  external: ["node-pty"],
  plugins: [leaveOut, quietLog],
  logLevel: "warning",
});
chmodSync(`${root}/dist/dbuild.mjs`, 0o755);
