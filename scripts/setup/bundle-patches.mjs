// What is left out of the bundle, or done later than the packages do it. A package that has changed is told, not patched wrongly.
import { readFileSync } from "node:fs";
import { transform } from "esbuild";

// Never called here, and slow to load: BuildKit sessions of dockerode (grpc), its own ssh (we use the system's), Ink's devtools.
// Our own import of ssh2 (an agent for keys given with --ssh) is lazy, and stays a package: it may have native parts.
const unused = /^(@grpc\/grpc-js|@grpc\/proto-loader|protobufjs|ssh2|react-devtools-core|ws)$/;
export const leaveOut = {
  name: "leave-out",
  setup(bundler) {
    bundler.onResolve({ filter: unused }, ({ path, importer }) =>
      importer.includes("node_modules") ? { path, namespace: "left-out" } : { path, external: true },
    );
    bundler.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

/** Replaces each of `changes` in the files that `filter` finds. */
const patch = (name, filter, changes) => ({
  name,
  setup(bundler) {
    bundler.onLoad({ filter }, ({ path }) => {
      let contents = readFileSync(path, "utf8");
      for (const [before, after] of changes) {
        const patched = contents.replace(before, () => after);
        if (patched === contents) throw new Error(`${path} has changed: look at ${name} in scripts/setup/bundle-patches.mjs`);
        contents = patched;
      }
      return { contents, loader: "js" };
    });
  },
});

// docker-modem writes out all it knows of every request (3 to 5 ms each) for a log that is nearly always off.
const quietLog = patch("quiet-log", /[\\/]docker-modem[\\/]lib[\\/]modem\.js$/, [
  ["debug('Sending: %s', util.inspect", "debug.enabled && debug('Sending: %s', util.inspect"],
]);

// The first Intl.Segmenter takes 10 to 30 ms to make. In text of these signs alone each is a character by itself (UAX 29: none extends,
// joins or precedes another): Latin, punctuation, arrows, boxes, ticks. What the screen itself is made of needs none.
const segmenter = (made) =>
  `{ made: undefined, segment(text) {
    if (/^[\\0-\\f\\x0e-\\u02ff\\u2010-\\u205e\\u2190-\\u27bf]*$/.test(text)) return Array.from(text, (segment, index) => ({ segment, index }));
    return (this.made ??= ${made}).segment(text);
  } }`;
const byGrapheme = "new Intl.Segmenter(undefined, { granularity: 'grapheme' })";
const segmentsLater = [
  patch("segments-later", /@alcalzone[\\/]ansi-tokenize[\\/]build[\\/]tokenize\.js$/, [
    ['new Intl.Segmenter(undefined, { granularity: "grapheme" })', segmenter(byGrapheme)],
  ]),
  patch("segments-later", /[\\/]slice-ansi[\\/]tokenize-ansi\.js$/, [
    // this one asks its segments for more than their texts
    [
      "new Intl.Segmenter(undefined, {granularity: 'grapheme'})",
      `{ made: undefined, segment(text) { return (this.made ??= ${byGrapheme}).segment(text); } }`,
    ],
  ]),
];

// The pattern of all emoji sequences takes 15 to 40 ms to make, at the start of every command. One character by itself is such a
// sequence where it is shown as an emoji, which the Unicode property for that tells faster.
const widthsLater = patch("widths-later", /node_modules[\\/]string-width[\\/]index\.js$/, [
  ["const segmenter = new Intl.Segmenter();", `const segmenter = ${segmenter("new Intl.Segmenter()")};`],
  [
    "const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;",
    "let emoji; const rgiEmojiRegex = { test: (text) => text.length === 1 ? /\\p{Emoji_Presentation}/v.test(text) : (emoji ??= /^\\p{RGI_Emoji}$/v).test(text) };",
  ],
]);

// Ink's layout engine fetches its own data: address, which loads Node's HTTP client (10 ms) to take apart a text.
const noFetch = patch("no-fetch", /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]yoga-wasm-base64-esm\.js$/, [
  ['function ya(){return w||"function"!=typeof fetch?', "function ya(){return true?"],
]);

// Ink takes every text of a frame apart anew, and cuts each to where it is shown. Most of a frame is what the one before it was, and
// fits: the pieces of the newest texts are kept, and what needs no cut is not cut. A blank is the same in all cells.
const sameTexts = patch("same-texts", /[\\/]ink[\\/]build[\\/]output\.js$/, [
  [
    "export default class Output {",
    "let kept; const keptCaches = () => kept === undefined || kept.styledChars.size > 400 || kept.widths.size > 4000 ? (kept = new OutputCaches()) : kept; " +
      "const blank = { type: 'char', value: ' ', fullWidth: false, styles: [] };\nexport default class Output {",
  ],
  ["caches = new OutputCaches();", "caches = keptCaches();"],
  ["return sliceAnsi(line, from, to);", "return from === 0 && to === width ? line : sliceAnsi(line, from, to);"],
  [/row\.push\(\{\s*type: 'char',\s*value: ' ',\s*fullWidth: false,\s*styles: \[\],\s*\}\);/, "row.push(blank);"],
]);

// What a package calls its own things inside is nothing that a stack of ours tells. The last, for the first that takes a file has it.
const shortNames = {
  name: "short-names",
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { minifyIdentifiers: true, target: "node20" });
      return { contents: code, loader: "js" };
    });
  },
};

export const patches = [leaveOut, quietLog, ...segmentsLater, widthsLater, noFetch, sameTexts, shortNames];
