/** What a rebuild found, in words. */
import type { Context } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { PackageChange, PlatformChange, Rebuilt } from '../model/rebuild.ts';
import { shortDigest } from '../plan/names.ts';
import { code, counted, escaped, listed, prose, shown } from './text.ts';

/** `Rebuild of v1.4.2 (3f9a2c1), which is checked out`. */
export function rebuildLine({ event, shortRevision }: Context): string {
  const what = event.kind === 'tag' ? event.tag : 'branch' in event ? event.branch : 'HEAD';
  return shown(`Rebuild of ${what} (${shortRevision}), which is checked out`);
}

/** Why the quick look was not enough. */
export function rebuildReason(because: string): string {
  return shown(`Built again: ${because}`);
}

/** `latest does not show what 1.4.2 shows`. */
export function behindText(behind: readonly string[], { rebuild, mainTag }: Pick<Plan, 'rebuild' | 'mainTag'>): string {
  return `${listed(behind)} ${behind.length === 1 ? 'does' : 'do'} not show what ${rebuild?.tag?.name ?? mainTag} shows`;
}

/** Of a rebuild that changes nothing and is published all the same. */
export function publishedAgainLine(because: string): string {
  return shown(`Published again: ${because}`);
}

/** More are in the output. */
const mostPackages = 20;

export function rebuiltLines(rebuilt: Rebuilt): readonly string[] {
  switch (rebuilt.kind) {
    case 'not compared':
      return [shown(`Not compared with what is published: ${rebuilt.because}`)];
    case 'same bases':
      return [nothingLine(rebuilt.bases)];
    case 'unchanged':
      return [unchangedLine(rebuilt.platforms)];
    case 'changed':
      return changedLines(rebuilt.platforms);
  }
}

function nothingLine(bases: readonly string[]): string {
  const what =
    bases.length === 0
      ? 'it is built on no other image'
      : `${listed(bases)} ${bases.length === 1 ? 'is' : 'are'} what it was built from`;
  return shown(`Nothing to rebuild: ${what}; \`rebuild: true\` builds it anyway`);
}

function unchangedLine(platforms: readonly PlatformChange[]): string {
  const [first] = platforms;
  if (first === undefined) return 'Nothing changed since the last build: it is the same digest';
  const packages = counted(Math.max(...platforms.map(({ packageCount }) => packageCount)), 'package');
  return shown(`Nothing changed since the last build: ${baseText(first)}, ${packages}, files the same`);
}

function baseText({ base: { from, to } }: PlatformChange): string {
  if (from === undefined || to === undefined) return 'base unknown';
  return from === to ? 'base the same' : `base ${shortDigest(from)} -> ${shortDigest(to)} with nothing else in it`;
}

function changedLines(platforms: readonly PlatformChange[]): readonly string[] {
  const lines = platforms.flatMap((change) => [
    `  ${change.platform}: ${baseWords(change)}, ${counted(change.packages.length, 'package')} changed, ${fileText(change)}`,
    ...settingsText(change).map((text) => `    ${text}`),
  ]);
  return ['Changed since the last build:', ...lines, ...packageLines(platforms)].map(shown);
}

function baseWords({ base: { from, to } }: PlatformChange): string {
  if (from === undefined || to === undefined) return 'base unknown';
  return from === to ? 'base the same' : `base ${shortDigest(from)} -> ${shortDigest(to)}`;
}

function fileText({ files: { added, removed, changed }, examples }: PlatformChange): string {
  const total = added + removed + changed;
  if (total === 0) return 'files the same';
  const some = examples.slice(0, 3).join(', ');
  return `${counted(total, 'file')} (${some}${total > 3 ? ', …' : ''})`;
}

function settingsText({ settings }: PlatformChange): readonly string[] {
  return settings.length === 0 ? [] : [`settings: ${settings.join(', ')}`];
}

function packageLines(platforms: readonly PlatformChange[]): readonly string[] {
  const all = distinctPackages(platforms);
  const lines = all.slice(0, mostPackages).map((change) => `  ${packageText(change)}`);
  const rest = all.length - lines.length;
  return rest > 0 ? [...lines, `  and ${counted(rest, 'package')} more`] : lines;
}

/** Most change alike on all platforms, and are told once. */
function distinctPackages(platforms: readonly PlatformChange[]): readonly PackageChange[] {
  const all = platforms.flatMap(({ packages }) => packages);
  return [...new Map(all.map((change) => [packageText(change), change])).values()];
}

/** `libssl3 3.0.15-1 -> 3.0.16-1`, `curl 8.1 (new)`. */
function packageText({ name, from, to }: PackageChange): string {
  if (from === undefined) return `${name} ${to} (new)`;
  return to === undefined ? `${name} ${from} (gone)` : `${name} ${from} -> ${to}`;
}

/** For the summary; empty when there is nothing to say. */
export function rebuiltSection(rebuilt: Rebuilt | undefined): string {
  if (rebuilt === undefined) return '';
  if (rebuilt.kind !== 'changed')
    return rebuiltLines(rebuilt)
      .map((line) => prose(`${line}.`))
      .join('\n\n');
  const platforms = rebuilt.platforms.map((change) => [
    escaped(change.platform),
    baseWords(change).replace(/^base /, ''),
    escaped(fileText(change)),
    escaped(change.settings.join(', ')),
  ]);
  const packages = distinctPackages(rebuilt.platforms);
  const rows = packages
    .slice(0, mostPackages)
    .map(({ name, from = '', to = '' }) => [code(name), escaped(from), escaped(to)]);
  const rest = packages.length - rows.length;
  return [
    table(['platform', 'base', 'files', 'settings'], platforms),
    ...(rows.length === 0 ? [] : [table(['package', 'was', 'is'], rows)]),
    ...(rest > 0 ? [`And ${counted(rest, 'package')} more.`] : []),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The output `changes`. */
export function changesOutput(rebuilt: Rebuilt | undefined): Readonly<Record<string, string>> {
  if (rebuilt === undefined || !('platforms' in rebuilt)) return {};
  const all = rebuilt.platforms.map(({ platform, base, packages, files, settings }) => {
    return { platform, base, packages, files, settings };
  });
  return { changes: JSON.stringify(all) };
}
