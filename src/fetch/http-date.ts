/** Dates of HTTP headers as Go reads them, which BuildKit leaves Last-Modified to: three forms, nothing looser. */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const shortDay = "(?:mon|tue|wed|thu|fri|sat|sun)";
const longDay = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
const month = `(?<month>${months.join("|")})`;
// One digit will do for an hour, and a fraction may follow the seconds.
const clock = "(?<hour>\\d{1,2}):(?<minute>\\d\\d):(?<second>\\d\\d)(?:[.,]\\d+)?";

/** RFC 7231's own form, RFC 850's with a zone's name, and C's asctime. */
const forms = [
  new RegExp(`^${shortDay}, (?<day>\\d\\d) ${month} (?<year>\\d{4}) ${clock} GMT$`, "i"),
  new RegExp(`^${longDay}, (?<day>\\d\\d)-${month}-(?<year>\\d\\d) ${clock} [A-Z]{3,4}$`, "i"),
  new RegExp(`^${shortDay} ${month} (?<day>[ \\d]?\\d) ${clock} (?<year>\\d{4})$`, "i"),
];

/** Whole seconds since the epoch; undefined for what is no date of these forms, or no day of the calendar. */
export function httpDate(text: string): number | undefined {
  const parts = forms.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const of = (name: string): number => Number(parts[name] ?? Number.NaN);
  const index = months.indexOf((parts.month ?? "").toLowerCase());
  const [day, hour, minute, second] = [of("day"), of("hour"), of("minute"), of("second")];
  const written = of("year");
  const year = parts.year?.length === 2 ? written + (written >= 69 ? 1900 : 2000) : written;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(2000, index, day, hour, minute, second));
  // Date.UTC takes years below 100 for those of the last century.
  date.setUTCFullYear(year, index, day);
  return date.getUTCDate() === day && date.getUTCMonth() === index ? date.getTime() / 1000 : undefined;
}
