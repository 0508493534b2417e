/** -o, --output: a CSV record of key=value pairs (buildx' reading). What dbuild makes is an image in the engine; of that, the names. */
import { readCsv } from "../../dockerfile/csv.ts";

/** They change how BuildKit keeps the image, not the image. */
const kept = ["unpack", "store"];

/** The names the image is to have besides those of -t (which count alone where given); undefined: it asks for something else. */
export function imageOutput(text: string): readonly string[] | undefined {
  if (text === "") return [];
  const record = readCsv(text);
  if (!record.ok) return undefined;
  const fields = new Map(record.fields.map((field) => split(field)));
  if (!["image", "docker", "moby"].includes(fields.get("type") ?? "")) return undefined;
  const foreign = [...fields].some(([key, value]) => {
    if (key === "push") return /^(?:1|t|true)$/i.test(value);
    return key !== "type" && key !== "name" && !kept.includes(key);
  });
  return foreign ? undefined : (fields.get("name")?.split(",") ?? []);
}

function split(field: string): readonly [string, string] {
  const at = field.indexOf("=");
  return at < 0 ? [field, ""] : [field.slice(0, at), field.slice(at + 1)];
}
