/** Regular expressions of users, by RE2: their time grows with the text alone, so none can run for minutes. */

/** Gives the whole match and its groups, or undefined. */
export type Pattern = (text: string) => readonly (string | undefined)[] | undefined;

/** Why a regular expression cannot be used; the rest of a sentence. */
export interface PatternFault {
  readonly wrong: string;
  readonly cure?: string;
}

/** What JavaScript knows and RE2 does not: looking ahead and behind, and back references. */
const endless = /\(\?<?[=!]|\\[1-9]|\\k</;

/** Finds what is wrong with a pattern before it is needed, without the library. */
export function checkPattern(text: string): PatternFault | undefined {
  const { body, flags } = split(text);
  const unknown = [...flags].find((flag) => !'imsgu'.includes(flag));
  if (unknown !== undefined)
    return { wrong: `has the flag "${unknown}", which is not one of i, m, s, g, u`, cure: 'leave it out' };
  if (endless.test(body))
    return {
      wrong: 'looks around or back, which can run without end',
      cure: 'take the wanted part with (…) and `group`',
    };
  try {
    new RegExp(body);
    return undefined;
  } catch (error) {
    return { wrong: `is not a regular expression: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Makes the matcher of `expression` or `/expression/flags`, as docker/metadata-action takes it. */
export async function compilePattern(text: string): Promise<Pattern | PatternFault> {
  const { body, flags } = split(text);
  const { RE2JS } = await import('re2js');
  const bits = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL } as const;
  const set = [...flags].reduce((sum, flag) => sum | (bits[flag as keyof typeof bits] ?? 0), 0);
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(body), set);
    return (subject) => groups(compiled.matcher(subject), flags.includes('g'));
  } catch (error) {
    return { wrong: `is not a regular expression of RE2: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function split(text: string): { body: string; flags: string } {
  const parts = /^\/(?<body>.+)\/(?<flags>\w*)$/.exec(text)?.groups;
  return { body: parts?.['body'] ?? text, flags: parts?.['flags'] ?? '' };
}

interface Matcher {
  find(): boolean;
  group(index?: number): string | null;
  groupCount(): number;
}

/** With the flag g, JavaScript's `match` gives all matches in the groups' place. */
function groups(matcher: Matcher, all: boolean): readonly (string | undefined)[] | undefined {
  const found: (string | undefined)[] = [];
  while ((all || found.length === 0) && matcher.find()) {
    const last = all ? 0 : matcher.groupCount();
    for (let index = 0; index <= last; index += 1) found.push(matcher.group(index) ?? undefined);
  }
  return found.length === 0 ? undefined : found;
}
