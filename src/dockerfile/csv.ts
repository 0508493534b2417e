// One CSV record as Go's csv reader takes it: what RUN --mount holds. Quotes stand around whole fields, "" is a quote.

export type CsvFields =
  | { readonly ok: true; readonly fields: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The fields of one line. BuildKit refuses an empty record, a quote inside a bare field and text behind a closing quote. */
export function readCsv(line: string): CsvFields {
  const text = line.replace(/\r?\n$/, "");
  if (text === "") return { ok: false, message: "it is empty" };
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const comma = text.indexOf(",", at);
      const field = text.slice(at, comma === -1 ? undefined : comma);
      if (field.includes('"'))
        return { ok: false, message: `a quote stands inside the field ${field}; it belongs around the whole of it` };
      fields.push(field);
      if (comma === -1) return { ok: true, fields };
      at = comma + 1;
      continue;
    }
    const quoted = /^"((?:[^"]|"")*)"/.exec(text.slice(at));
    if (quoted === null) return { ok: false, message: "a double quote is never closed" };
    at += quoted[0].length;
    fields.push((quoted[1] ?? "").replaceAll('""', '"'));
    if (at === text.length) return { ok: true, fields };
    if (text[at] !== ",") return { ok: false, message: "after a closing quote only a comma may follow" };
    at++;
  }
}
