// Bundles src/cli/main.ts into one script in dist/, and src/cli/launch.ts, which starts it, as dist/dbuild.mjs.
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { asScript } from "./setup/as-script.mjs";
import { patches } from "./setup/bundle-patches.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  minifySyntax: true,
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
};

const { outputFiles, metafile } = await build({
  ...common,
  entryPoints: ["src/cli/main.ts"],
  outdir: "dist",
  write: false,
  metafile: true,
  // React's development build keeps every render's timing for ever.
  define: { "process.env.NODE_ENV": '"production"', DBUILD_VERSION: JSON.stringify(version) },
  external: ["node-pty"],
  // wrap-ansi brings an older one, and with it a second opinion on how wide text is
  alias: { "string-width": `${root}/node_modules/string-width/index.js` },
  plugins: patches,
});
// Node reads 3.5 MB of text as long as it loads itself. Names stay as they are: they are what a stack tells; and so do lines of a length
// that Node can print where it tells of an error.
const shorter = { minifyWhitespace: true, lineLimit: 160, target: "node20" };
const { code: text } = await transform(asScript(outputFiles[0].text, metafile), shorter);
// compiled code of another program must not be taken for this one's
const program = `program-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.cjs`;

rmSync(`${root}/dist`, { recursive: true, force: true });
mkdirSync(`${root}/dist`);
writeFileSync(`${root}/dist/${program}`, text);
await build({
  ...common,
  entryPoints: { dbuild: "src/cli/launch.ts" },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  define: { DBUILD_PROGRAM: JSON.stringify(program) },
  banner: { js: "#!/usr/bin/env node" },
});
chmodSync(`${root}/dist/dbuild.mjs`, 0o755);
