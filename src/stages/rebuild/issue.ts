/** One issue for as long as the rebuild of an image fails: opened, kept up to date, and closed when it is green again. */
import type { Context } from '../../model/event.ts';
import type { Secret } from '../../model/inputs.ts';
import type { World } from '../../world/ports.ts';
import { refusalWords } from '../deploy/rights.ts';

export interface Subject {
  /** Its first name. */
  readonly image: string;
  /** How far the run goes: the deploy may be another job's. */
  readonly reaches: 'registry' | 'hosts';
  readonly context: Context;
  readonly token: Secret | undefined;
}

/** An open issue of ours. */
interface Found {
  readonly number: number;
  /** The last day of which a comment tells, `2026-11-22`. */
  readonly day: string;
  /** How far a run has to get to close it. */
  readonly until: Subject['reaches'];
  /** The last run that was to deploy and failed; empty when none was. */
  readonly deployRun: string;
}

const right = 'issues: write';

/** Never rejects: that the rebuild failed is told by whatever failed. */
export async function openIssue(subject: Subject, error: unknown, world: World): Promise<void> {
  const refused = await tellFailure(subject, error, world);
  if (refused !== undefined) world.log.line(`No issue tells of the failed rebuild: ${refused}`);
}

/**
 * Says that it is green again, and closes it. Never rejects. `changed` says that a deploy may follow in another job, which
 * then is the one to close what waits for a deploy.
 */
export async function closeIssue(subject: Subject, changed: boolean, world: World): Promise<void> {
  const { context, token } = subject;
  if (token === undefined) return;
  const found = await findIssue(subject, world);
  if (typeof found === 'string') world.log.debug(`Nobody looked for an issue of a failed rebuild: ${found}`);
  if (typeof found !== 'object') return;
  if (found.until === 'hosts' && subject.reaches === 'registry') {
    const waits = `Issue ${found.number} of the failed rebuild stays open until a deploy is green`;
    const cure = `nothing changed, so none follows: re-run the failed jobs of ${found.deployRun || 'the run that it names'}`;
    if (changed) world.log.line(waits);
    else world.log.annotate({ level: 'warning', message: `${waits}; ${cure}` });
    return;
  }
  const path = `/repos/${context.repository}/issues/${found.number}`;
  await world.tellGitHub(`${path}/comments`, { body: `Green again: ${context.runUrl}` }, token);
  const closed = await world.tellGitHub(path, { state: 'closed', state_reason: 'completed' }, token, 'PATCH');
  const line = closed.kind === 'answer' ? 'is closed' : `could not be closed: ${refusalWords(closed, right)}`;
  world.log.line(`Issue ${found.number} of the failed rebuild ${line}`);
}

/** Why GitHub has no issue of it, as the rest of a sentence. */
async function tellFailure(subject: Subject, error: unknown, world: World): Promise<string | undefined> {
  const { image, context, token } = subject;
  if (token === undefined) return '`github-token` is empty';
  const found = await findIssue(subject, world);
  if (typeof found === 'string') return found;
  const today = new Date(world.time()).toISOString().slice(0, 10);
  const issues = `/repos/${context.repository}/issues`;
  const deployRun = subject.reaches === 'hosts' ? context.runUrl : (found?.deployRun ?? '');
  const until = found?.until === 'hosts' ? 'hosts' : subject.reaches;
  const body = bodyOf({ ...subject, reaches: until, deployRun }, error, today);
  if (found === undefined) {
    const made = await world.tellGitHub(issues, { title: `Slipway: rebuild of ${image} fails`, body }, token);
    return made.kind === 'answer' ? undefined : refusalWords(made, right);
  }
  const changed = await world.tellGitHub(`${issues}/${found.number}`, { body }, token, 'PATCH');
  if (changed.kind !== 'answer') return refusalWords(changed, right);
  // Everybody who watches gets a mail of a comment, and a rebuild may run every hour.
  if (found.day === today) return undefined;
  const comment = `Still failing: ${context.runUrl}\n\n${quotedError(error)}`;
  const told = await world.tellGitHub(`${issues}/${found.number}/comments`, { body: comment }, token);
  return told.kind === 'answer' ? undefined : refusalWords(told, right);
}

function bodyOf(subject: Subject & Pick<Found, 'deployRun'>, error: unknown, today: string): string {
  const { image, reaches, context, deployRun } = subject;
  return [
    `${markerOf(subject)} ${today}${reaches === 'hosts' ? `${deployMark} ${deployRun}`.trimEnd() : ''} -->`,
    `The scheduled rebuild of \`${image}\` fails, so that what is published or what runs may lack the newest fixes.`,
    '',
    quotedError(error),
    '',
    `Last run: ${context.runUrl}`,
    // A later run of which the build fails has no deploy that could be run again.
    ...(deployRun === '' || deployRun === context.runUrl ? [] : [`Last failed deploy: ${deployRun}`]),
    `Commit: ${context.revision}`,
    '',
    `This issue is kept up to date, and closed by the first rebuild that is green${reaches === 'hosts' ? ', its deploy among it' : ''}.`,
  ].join('\n');
}

const deployMark = ' deploy';

function markerOf({ image }: Subject): string {
  return `<!-- slipway-rebuild ${image}`;
}

/** The first line is the whole story; the words of a tool neither leave the block nor call anybody. */
function quotedError(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  const [first = ''] = words.split('\n');
  return `\`\`\`text\n${first.replaceAll('```', "'''").slice(0, longestError)}\n\`\`\``;
}

const longestError = 1_000;
/** GitHub gives 100 issues a page; a repository with more open ones than these has other worries. */
const mostPages = 10;

/** Undefined when none is open, and a reason when nobody can tell. */
async function findIssue(subject: Subject, world: World): Promise<Found | string | undefined> {
  const { context, token } = subject;
  let path: string | undefined = `/repos/${context.repository}/issues?state=open&per_page=100`;
  for (let page = 0; path !== undefined && page < mostPages; page++) {
    const answer = await world.askGitHub(path, token);
    if (answer.kind !== 'answer') return refusalWords(answer, right);
    const found = (Array.isArray(answer.body) ? (answer.body as Issue[]) : []).flatMap((issue) => ours(issue, subject));
    if (found[0] !== undefined) return found[0];
    path = answer.next;
  }
  return undefined;
}

/** `2026-11-22`. */
const longestDay = 10;

/** The parts of an issue that are read. */
interface Issue {
  readonly number?: unknown;
  readonly body?: unknown;
  readonly pull_request?: unknown;
  readonly author_association?: unknown;
  readonly user?: { readonly type?: unknown } | null;
}

/** Anybody may write the marker into an issue; ours are made by the job's token, or by somebody of the repository. */
function ours({ number, body, pull_request: pull, author_association: role, user }: Issue, subject: Subject): Found[] {
  const trusted = user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(String(role));
  if (typeof number !== 'number' || typeof body !== 'string' || pull !== undefined || !trusted) return [];
  const marker = `${markerOf(subject)} `;
  if (!body.startsWith(marker)) return [];
  const rest = body.slice(marker.length + longestDay);
  const until = rest.startsWith(deployMark) ? 'hosts' : 'registry';
  const [, deployRun = ''] =
    until === 'hosts' ? (/^ (https?:\/\/\S+) -->/.exec(rest.slice(deployMark.length)) ?? []) : [];
  return [{ number, day: body.slice(marker.length, marker.length + longestDay), until, deployRun }];
}
