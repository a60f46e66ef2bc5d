/** A clean-up as sentences of the log, as the summary's table, and as an output. */
import type { Decision } from '../model/decision.ts';
import type { ImageName } from '../model/names.ts';
import type { Report } from '../model/outcome.ts';
import type { CleanupPlan, Going, Staying } from '../plan/cleanup/cleanup.ts';
import { displayName, shortDigest } from '../plan/names.ts';
import { code, counted, prose, seconds, shown } from './text.ts';

interface Cleaned {
  readonly dryRun: boolean;
  readonly plans: readonly CleanupPlan[];
  readonly seconds: number;
}

/** `Removed ghcr.io/acme/app:pr-7 (61bd33f0a2c4): pull request 7 is closed`. */
export function removedLine(image: ImageName, { name, digest, why }: Going): string {
  return shown(`Removed ${displayName(image)}:${name} (${shortDigest(digest)}): ${why}`);
}

/** `  ghcr.io/acme/app:pr-7 (61bd33f0a2c4) would be removed: pull request 7 is closed`. */
function wouldLine(image: ImageName, { name, digest, why }: Going): string {
  return shown(`  ${displayName(image)}:${name} (${shortDigest(digest)}) would be removed: ${why}`);
}

function stayingLine(image: ImageName, { name, because }: Staying): string {
  return shown(`Kept ${displayName(image)}:${name}: ${because}`);
}

/** The report of `stage: cleanup`. */
export function reportCleanup(outcome: Decision<Cleaned>): Report {
  if (!outcome.run) {
    const line = `Nothing removed: ${outcome.because}`;
    return { lines: [shown(line)], annotations: [], summary: `## ${prose(line)}\n`, outputs: { removed: '[]' } };
  }
  const { dryRun, plans, seconds: time } = outcome;
  const would = dryRun ? plans.flatMap(({ image, going }) => going.map((one) => wouldLine(image, one))) : [];
  const kept = plans.flatMap(({ image, staying }) => staying.map((one) => stayingLine(image, one)));
  const gone = plans.flatMap(({ image, going }) => going.map(({ name }) => `${displayName(image)}:${name}`));
  const end = dryRun ? 'Nothing was removed: `dry-run` is true' : `Done in ${seconds(time)}.`;
  return {
    lines: [...would, ...kept, `${verdict(outcome)}`, end],
    annotations: [],
    summary: summaryOf(outcome),
    outputs: { removed: JSON.stringify(dryRun ? [] : gone) },
  };
}

/** `Removed 12 tags of ghcr.io/acme/app; 48 tags stay`. */
function verdict({ dryRun, plans }: Cleaned): string {
  const texts = plans.map(({ image, going, kept }) => {
    const name = displayName(image);
    const stay = `${counted(kept, 'tag')} ${kept === 1 ? 'stays' : 'stay'}`;
    if (going.length === 0) return `nothing to remove of ${name}, ${stay}`;
    const count = counted(going.length, 'tag');
    return dryRun ? `${count} of ${name} would go, ${stay}` : `removed ${count} of ${name}, ${stay}`;
  });
  const [first = 'no image is named in `images`', ...others] = texts;
  return shown([first.replace(/^[a-z]/, (letter) => letter.toUpperCase()), ...others].join('; '));
}

function summaryOf(outcome: Cleaned): string {
  const { plans, dryRun } = outcome;
  const rows = plans.flatMap(({ image, going, staying }) => [
    ...going.map(({ name, digest, why }) => [tagCell(image, name), code(shortDigest(digest)), prose(why)]),
    ...staying.map(({ name, because }) => [tagCell(image, name), '', `stays: ${prose(because)}`]),
  ]);
  const head = `| tag | digest | ${dryRun ? 'why it would go' : 'why'} |\n| --- | --- | --- |`;
  const table = rows.length === 0 ? '' : `\n${head}\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
  return `## ${prose(verdict(outcome))}\n${table}`;
}

function tagCell(image: ImageName, name: string): string {
  return code(`${displayName(image)}:${name}`);
}
