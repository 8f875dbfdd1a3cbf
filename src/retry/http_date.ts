const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const SHORT_DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const LONG_DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

const TIME = String.raw`(\d\d):(\d\d):(\d\d)`;
const IMF_FIXDATE = new RegExp(String.raw`^(\w{3}), (\d\d) (\w{3}) (\d{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(String.raw`^(\w{6,9}), (\d\d)-(\w{3})-(\d\d) ${TIME} GMT$`);
const ASCTIME = new RegExp(String.raw`^(\w{3}) (\w{3}) ([ \d]\d) ${TIME} (\d{4})$`);

/** A two-digit year that seems further ahead than this belongs to the century before. */
const TWO_DIGIT_YEAR_AHEAD = 50;

/**
 * Reads a date of HTTP in any of its three forms (RFC 9110, section 5.6.7):
 * `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
 *
 * Strict: a day that the month does not have, a wrong day of the week, another time zone or other
 * blanks are no date. `Date.parse` takes all of them, and reads the third form in local time.
 *
 * @param text The value of a header field
 * @param nowMs Which century a two-digit year belongs to follows from it
 * @returns Milliseconds since 1970, or undefined
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const fixdate = IMF_FIXDATE.exec(text);
  if (fixdate) {
    const [, day, date, month, year, ...time] = fixdate as string[];
    return toInstant(SHORT_DAYS.indexOf(day!), Number(year), month!, [date!, ...time]);
  }
  const rfc850 = RFC_850.exec(text);
  if (rfc850) {
    const [, day, date, month, year, ...time] = rfc850 as string[];
    const fullYear = expandYear(Number(year), nowMs);
    return toInstant(LONG_DAYS.indexOf(day!), fullYear, month!, [date!, ...time]);
  }
  const asctime = ASCTIME.exec(text);
  if (asctime) {
    const [, day, month, date, hour, minute, second, year] = asctime as string[];
    const parts = [date!, hour!, minute!, second!];
    return toInstant(SHORT_DAYS.indexOf(day!), Number(year), month!, parts);
  }
  return undefined;
}

function expandYear(twoDigits: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + TWO_DIGIT_YEAR_AHEAD ? year - 100 : year;
}

/** @param parts Day of the month, hour, minute and second */
function toInstant(
  weekday: number,
  year: number,
  monthName: string,
  parts: readonly string[],
): number | undefined {
  const month = MONTHS.indexOf(monthName);
  const [day, hour, minute, second] = parts.map(Number) as [number, number, number, number];
  // A leap second is written as 60 and taken for the one after it.
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  // Date.UTC would move the years 0 to 99 into the 20th century.
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  if (date.getUTCDay() !== weekday) return undefined;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}
