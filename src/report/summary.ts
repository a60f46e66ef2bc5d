/** The job summary: GitHub's Markdown, in which every foreign word is escaped. A section with nothing to say is not there. */
import type { Decision } from '../model/decision.ts';
import type { DeployOutcome, HostResult } from '../model/deploy.ts';
import type { BaseImage, Proof } from '../model/facts.ts';
import type {
  BuildStep,
  Finding,
  GateResult,
  JoinOutcome,
  Outcome,
  PushedTag,
  UnchangedOutcome,
} from '../model/outcome.ts';
import type { GateName, Plan } from '../model/plan.ts';
import type { TestOutcome } from '../model/tests.ts';
import { displayName, shortDigest } from '../plan/names.ts';
import { artifactRows } from './artifacts.ts';
import { deployedWords, deployReasons, deployVerdict, hostColumns, hostRows } from './deploy.ts';
import { cureLines, tailLines } from './failure.ts';
import { findingText } from './findings.ts';
import { isCostly, mountsLine, noteLines, pullReferences, sourcesText, unchangedLine } from './lines.ts';
import { rebuiltSection } from './rebuild.ts';
import { cachedShare, workSteps } from './steps.ts';
import { greenAnyway, testSections } from './tests.ts';
import { code, counted, entities, escaped, megabytes, prose, seconds, shown } from './text.ts';
import { timeline } from './timeline.ts';

const slowest = 5;

/** The summary of a run that went through. */
export function goodSummary(outcome: Outcome): string {
  const { plan, build } = outcome;
  const sections = [
    `## ${verdict(outcome)}`,
    hostSection(outcome.deploy),
    tagTable(outcome),
    rebuiltSection(outcome.rebuilt),
    gateTable(outcome),
    ...(outcome.tests === undefined
      ? []
      : [...testSections(outcome.tests, table), ...greenAnyway(outcome.tests).map(escaped)]),
    imageTable(outcome),
    artifactTable(outcome),
    stepSection(build.steps),
    costTable(outcome),
    findingTable(outcome.findings),
    skipped(outcome),
    commands(outcome, build.built.digest),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}

/** The summary of a run that found its image published. */
export function unchangedSummary({ plan, digest, tags, deploy, rebuilt }: UnchangedOutcome): string {
  const rows = [
    ...tags.map(({ reference }) => [code(reference), 'unchanged']),
    ...plan.heldBack.map(({ tag, because }) => [code(tag.reference), `held back: ${prose(cut(because))}`]),
  ];
  const [name] = plan.names.map(displayName);
  const sections = [
    `## ${['Unchanged', ...deployedWords(deploy)].join(', ')}: ${shortDigest(digest)}`,
    hostSection(deploy),
    rebuiltSection(rebuilt) || prose(`${unchangedLine(digest)}.`),
    table(['tag', 'change'], rows),
    table(['image', ''], [['digest', code(digest)]]),
    ...deployReasons(deploy).map((line) => `- ${prose(line)}.`),
    `<pre>${entities(`docker pull ${name}@${digest}`)}</pre>`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}

/** The summary of `stage: deploy` and `stage: rollback`. */
export function deploySummary(plan: Plan, deploy: Decision<DeployOutcome>): string {
  const title = deploy.run ? deployVerdict(deploy) : `Not deployed: ${deploy.because}`;
  const sections = [`## ${prose(title)}`, deploy.run ? runningText(deploy) : '', hostSection(deploy)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}

/** Which image and which commit that is: not that of the workflow, which may be an older or a newer one. */
function runningText({ images }: DeployOutcome): string {
  return images
    .map(({ reference, revision }) => {
      const commit = revision === '' ? 'of an unknown commit' : `of commit ${code(revision.slice(0, 7))}`;
      return `${code(reference)}, ${commit}`;
    })
    .join('\n\n');
}

/** Host by host, with what could not be done beside it. */
function hostSection(deploy: Decision<DeployOutcome>): string {
  if (!deploy.run) return '';
  const notes = [...deploy.unsure, ...deploy.notes].map((note) => `- ${prose(note)}`).join('\n');
  const parts = [table(hostColumns, hostRows(deploy.hosts)), notes];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The summary of `stage: publish`: the tags, and what each platform went through in its job. */
export function joinSummary(outcome: JoinOutcome): string {
  const { plan, publish, digest } = outcome;
  const count = publish.run ? publish.tags.length : 0;
  const what = digest === undefined ? '' : `: ${shortDigest(digest)}`;
  const platforms = publish.run ? publish.platforms : [];
  const rows: [string, string][] = platforms.map((one) => [escaped(one.platform), code(one.digest)]);
  const sections = [
    `## ${count === 0 ? 'Nothing was pushed' : `Joined ${counted(plan.parts.length, 'image')}, pushed ${counted(count, 'tag')}`}${what}`,
    tagTable(outcome),
    plan.parts.length === 0 ? '' : table(['platform', 'gate', 'result'], plan.parts.flatMap(partRows)),
    digest === undefined ? '' : table(['image', ''], [['digest', code(digest)], ...rows]),
    reasons(outcome)
      .map((line) => `- ${prose(line)}`)
      .join('\n'),
    digest === undefined ? '' : commands(outcome, digest),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}

function partRows({ platforms, gates }: Proof): string[][] {
  return gates.map((one) => [
    escaped(platforms.join(', ')),
    one.gate,
    one.state === 'passed' ? 'passed' : `did not run: ${prose(cut(one.because))}`,
  ]);
}

/** What an error tells of its run. */
export interface BadEnding {
  readonly message: string;
  readonly cure?: string | undefined;
  readonly gates?: readonly GateResult[];
  readonly findings?: readonly Finding[];
  readonly tests?: TestOutcome | undefined;
  readonly hosts?: readonly HostResult[];
}

/** The summary of a run that ended with an error. */
export function badSummary(
  { message, cure, gates = [], findings = [], tests, hosts = [] }: BadEnding,
  tail: readonly string[],
): string {
  const last = tail.slice(-tailLines);
  const output =
    last.length === 0
      ? []
      : ['Last lines of the output:', `<pre>${last.map((line) => entities(cut(shown(line)))).join('\n')}</pre>`];
  const sections = [
    `## ${prose(message)}`,
    cure === undefined ? '' : cureLines(cure).map(prose).join('\n\n'),
    hosts.length === 0 ? '' : table(hostColumns, hostRows(hosts)),
    gates.length === 0 ? '' : table(['gate', 'result', 'time'], gates.map(gateRow)),
    ...(tests === undefined ? [] : testSections(tests, table)),
    findingTable(findings),
    ...output,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The summary of a refused run: one row per problem. */
export function problemSummary(title: string, rows: readonly (readonly [string, string])[]): string {
  return `## ${escaped(title)}\n\n${table(
    ['input', 'what is wrong'],
    rows.map(([input, text]) => [code(input), prose(text)]),
  )}\n`;
}

/** The summary of a dry run: the plan's sentences. */
export function planSummary(lines: readonly string[], plan: Plan): string {
  // A deploy sets none.
  const alone = plan.stage === 'deploy' || plan.stage === 'rollback';
  const tags = alone ? [] : plan.tags.map((tag) => [code(tag.reference)]);
  const list = lines
    .map((line) => (line.startsWith(' ') ? `  - ${prose(line.trim())}` : `- ${prose(line)}`))
    .join('\n');
  return `## Plan, nothing was started\n\n${list}${tags.length === 0 ? '' : `\n\n${table(['tag'], tags)}`}\n`;
}

/** The summary of `stage: metadata`: what did not become a tag and why, the tags, the labels. */
export function metadataSummary(title: string, lines: readonly string[], plan: Plan): string {
  const sections = [
    `## ${prose(title)}`,
    lines.map((line) => `- ${prose(line)}`).join('\n'),
    plan.tags.length === 0
      ? ''
      : table(
          ['tag'],
          plan.tags.map((tag) => [code(tag.reference)]),
        ),
    table(
      ['label', 'value'],
      plan.labels.map(({ key, value }) => [code(key), code(cut(value))]),
    ),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** GitHub takes no summary over 1 MiB, and nobody reads a line of that length. */
const longestLine = 500;

function cut(line: string): string {
  return line.length <= longestLine
    ? line
    : `${line.slice(0, longestLine)}... (${line.length - longestLine} more characters)`;
}

function verdict(outcome: Outcome): string {
  const tested = wasTested(outcome) ? 'Built and tested' : 'Built, not tested';
  const count = outcome.publish.run ? outcome.publish.tags.length : 0;
  const waits = outcome.publish.run && outcome.publish.content.length > 0;
  const untagged = waits ? 'pushed without a tag' : 'not pushed';
  const pushed = count === 0 ? untagged : `pushed ${counted(count, 'tag')}`;
  const words = [tested, pushed, ...deployedWords(outcome.deploy)].join(', ');
  return `${words}: ${shortDigest(outcome.build.built.digest)}`;
}

function tagTable(outcome: Pick<Outcome, 'publish'>): string {
  if (!outcome.publish.run || outcome.publish.content.length > 0) return '';
  const { tags, heldBack } = outcome.publish;
  const rows = [
    ...tags.map((pushed) => [code(pushed.tag.reference), changeCell(pushed)]),
    ...heldBack.map(({ tag, because }) => [code(tag.reference), `held back: ${prose(cut(because))}`]),
  ];
  return table(['tag', 'change'], rows);
}

function changeCell({ change, note }: PushedTag): string {
  const although = note === undefined ? '' : `, although ${escaped(cut(note))}`;
  switch (change.kind) {
    case 'created':
    case 'unchanged':
      return `${change.kind}${although}`;
    case 'moved':
      return `moved from ${code(shortDigest(change.from))}${although}`;
    case 'pushed':
      return 'pushed, the registry did not say what it was';
  }
}

/** Every gate, those that did not run with the reason. That nothing at all was tested must not be overlooked. */
function gateTable(outcome: Outcome): string {
  const rows = table(['gate', 'result', 'time'], outcome.gates.map(gateRow));
  return wasTested(outcome) ? rows : `**Nothing was tested.**\n\n${rows}`;
}

const tests: readonly GateName[] = ['test stage', 'test command', 'service tests', 'smoke test'];

function wasTested({ gates }: Outcome): boolean {
  return gates.some(({ gate, state }) => tests.includes(gate) && state === 'passed');
}

function gateRow(result: GateResult): readonly string[] {
  switch (result.state) {
    case 'passed':
      return [result.gate, `passed: ${escaped(cut(result.detail))}`, seconds(result.seconds)];
    case 'failed':
      return [result.gate, `failed: ${prose(cut(result.because))}`, seconds(result.seconds)];
    case 'skipped':
      return [result.gate, `did not run: ${prose(cut(result.because))}`, ''];
  }
}

function imageTable({ plan, build, publish }: Outcome): string {
  const { built } = build;
  const { base } = plan.build;
  return table(
    ['image', ''],
    [
      ['digest', code(built.digest)],
      ['size', `${megabytes(built.bytes)} in ${counted(built.layers, 'layer')}`],
      ...platformRows(plan.build.platforms, built.platform, publish),
      ...(base === undefined ? [] : [['base', baseCell(base)]]),
      ['user', built.user === '' ? 'root' : code(built.user)],
      ['health check', built.healthCheck ? 'yes' : 'none'],
    ],
  );
}

function artifactTable({ artifacts }: Outcome): string {
  const rows = artifactRows(artifacts).map(([path, size, sha256]) => [code(path), size, code(sha256)]);
  const all = artifacts.reduce((sum, { files }) => sum + files.length, 0);
  if (all === 0) return '';
  const whole = table(['copied file', 'size', 'SHA-256'], rows);
  return all === rows.length ? whole : `${whole}\n\nThese are the first ${rows.length} of ${all}.`;
}

/** Of several platforms each has its own image in the index. */
function platformRows(wanted: readonly string[], own: string, publish: Outcome['publish']): [string, string][] {
  const platforms = publish.run ? publish.platforms : [];
  if (platforms.length === 0) return [['platform', escaped(wanted.length > 1 ? wanted.join(', ') : own)]];
  return platforms.map(({ platform, digest }) => [escaped(platform), code(digest)]);
}

function baseCell({ reference, digest }: BaseImage): string {
  return digest === undefined ? code(reference) : `${code(reference)} at ${code(shortDigest(digest))}`;
}

/** What came from the cache, and the steps that took time: drawn, or the few of a short build as a table. */
function stepSection(steps: readonly BuildStep[]): string {
  if (workSteps(steps).length === 0) return '';
  const share = `${cachedShare(steps)} came from the cache.`;
  return [share, timeline(steps) || stepTable(steps)].filter((part) => part !== '').join('\n\n');
}

function stepTable(steps: readonly BuildStep[]): string {
  const top = steps
    .filter((step) => step.state === 'done' && step.seconds >= 0.1)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, slowest);
  if (top.length === 0) return '';
  const rows = top.map((step) => [escaped(step.stage), code(step.instruction), seconds(step.seconds)]);
  return table(['stage', 'slowest steps', 'time'], rows);
}

/** What cache and push cost beside the steps. How much a push sends, no tool tells. */
function costTable({ build: { imported }, cache, publish }: Outcome): string {
  const size = (bytes = 0) => (bytes === 0 ? '' : megabytes(bytes));
  const pushed = publish.run && publish.tags.length + publish.content.length > 0;
  const rows = [
    ...(imported !== undefined && isCostly(imported)
      ? [[`read from ${code(sourcesText(imported))}`, seconds(imported.seconds), size(imported.bytes)]]
      : []),
    ...(cache.state === 'saved' ? [[`saved to ${code(cache.to)}`, seconds(cache.seconds), size(cache.bytes)]] : []),
    ...(pushed ? [['push', seconds(publish.seconds), '']] : []),
  ];
  return rows.length === 0 ? '' : table(['cache and push', 'time', 'size'], rows);
}

function findingTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const rows = findings.map((finding) => {
    const { place, rule } = finding;
    return [code(rule), place === undefined ? '' : code(`${place.file}:${place.line}`), escaped(findingText(finding))];
  });
  return table(['finding', 'place', 'what to do'], rows);
}

function skipped(outcome: Outcome): string {
  const { cacheMounts: mounts } = outcome;
  const lines = [
    ...reasons(outcome),
    ...deployReasons(outcome.deploy).map((line) => `${line}.`),
    ...(outcome.cache.state === 'skipped' ? [`Build cache not saved: ${outcome.cache.because}.`] : []),
    ...(outcome.cache.state === 'failed' ? [`Build cache not saved: ${outcome.cache.message}.`] : []),
    ...(mounts === undefined || mounts.state === 'saved' ? [] : [`${mountsLine(mounts)}.`]),
  ];
  return lines.map((line) => `- ${prose(line)}`).join('\n');
}

function reasons({ plan, publish }: Pick<Outcome, 'plan' | 'publish'>): string[] {
  return [
    ...noteLines(plan).map((note) => note.replace(/[^.]$/, '$&.')),
    ...(publish.run ? [] : [`Not pushed: ${publish.because}.`]),
  ];
}

function commands({ plan, publish }: Pick<Outcome, 'plan' | 'publish'>, digest: string): string {
  if (!publish.run || publish.tags.length + publish.content.length === 0) return '';
  const lines = pullReferences(plan, publish, digest).flatMap((reference) => [
    `docker pull ${reference}`,
    `docker run --rm ${reference}`,
    ...verifyCommand(plan, reference),
  ]);
  return `<pre>${lines.map(entities).join('\n')}</pre>`;
}

/** How anybody sees that this workflow has signed it. Whose key it was, only its owner knows. */
function verifyCommand({ sign, context }: Plan, reference: string): string[] {
  if (!sign.run) return [];
  if (sign.with.kind !== 'identity') return [`cosign verify --key cosign.pub --private-infrastructure ${reference}`];
  const { serverUrl, repository } = context;
  const identity = `--certificate-identity-regexp='^${serverUrl}/${repository}/'`;
  const issuer = '--certificate-oidc-issuer=https://token.actions.githubusercontent.com';
  return [`cosign verify ${identity} ${issuer} ${reference}`];
}

function footer(plan: Plan): string {
  const { revision, repository } = plan.context;
  return `<sub>commit ${code(revision.slice(0, 7))} of ${code(repository)}</sub>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
