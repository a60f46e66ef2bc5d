/** What CHANGELOG.md says of one version. */

export interface Section {
  /** As it stands behind the version: a day, or `Unreleased`. */
  readonly date: string;
  /** Everything below its heading, without the heading. */
  readonly text: string;
}

/** Undefined when the version has no section `## [1.2.3] - 2026-11-22`. */
export function sectionOf(changelog: string, version: string): Section | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  for (const section of sections) {
    const [heading = '', ...lines] = section.split('\n');
    const [, name, date = ''] = /^\[([^\]]+)\] - (.+)$/.exec(heading.trim()) ?? [];
    if (name === version) return { date, text: lines.join('\n').trim() };
  }
  return undefined;
}
