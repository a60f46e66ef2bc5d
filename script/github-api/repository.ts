/** A repository described in a few words, and what GitHub says of it. */

/** Commits by their names; a commit without parents begins a line of history. */
export interface Repository {
  /** `acme/app`. */
  readonly name: string;
  readonly commits?: Readonly<Record<string, CommitFacts>>;
  /** Commits of git tags and of branches by name. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly branches?: Readonly<Record<string, string>>;
  /** Head commits of pull requests by number. */
  readonly pulls?: Readonly<Record<number, string>>;
}

export interface CommitFacts {
  readonly parents?: readonly string[];
  /** When it was committed. */
  readonly date?: string;
}

/** Status and the fields of the body that the repository decides. */
export interface Told {
  readonly status: number;
  readonly body: unknown;
}

type Values = Readonly<Record<string, string>>;

const answers: Readonly<Record<string, (repository: Repository, values: Values) => Told>> = {
  '/repos/{owner}/{repo}/git/matching-refs/{ref}': matchingRefs,
  '/repos/{owner}/{repo}/git/ref/{ref}': oneRef,
  '/repos/{owner}/{repo}/commits/{ref}': commit,
  '/repos/{owner}/{repo}/compare/{basehead}': compare,
  '/repos/{owner}/{repo}/pulls/{pull_number}': pull,
};

/** What GitHub says to an operation of schema.json. */
export function tell(operation: string, repository: Repository, values: Values): Told {
  if (`${values['owner']}/${values['repo']}` !== repository.name) return notFound();
  return answers[operation]?.(repository, values) ?? notFound();
}

function notFound(message = 'Not Found'): Told {
  return { status: 404, body: { message, documentation_url: 'https://docs.github.com/rest', status: '404' } };
}

function refs({ tags = {}, branches = {} }: Repository): { readonly ref: string; readonly object: object }[] {
  const all = [
    ...Object.entries(branches).map(([name, sha]) => ({ ref: `refs/heads/${name}`, sha })),
    ...Object.entries(tags).map(([name, sha]) => ({ ref: `refs/tags/${name}`, sha })),
  ];
  return all.map(({ ref, sha }) => ({ ref, object: { type: 'commit', sha } }));
}

/** All refs that begin with the name: none is an empty list, not a 404. */
function matchingRefs(repository: Repository, { ref }: Values): Told {
  return { status: 200, body: refs(repository).filter((it) => it.ref.startsWith(`refs/${ref}`)) };
}

function oneRef(repository: Repository, { ref }: Values): Told {
  const found = refs(repository).find((it) => it.ref === `refs/${ref}`);
  return found === undefined ? notFound() : { status: 200, body: found };
}

function commit({ commits = {} }: Repository, { ref = '' }: Values): Told {
  const facts = commits[ref];
  if (facts === undefined) return { status: 422, body: { message: `No commit found for SHA: ${ref}`, errors: [] } };
  const committer = facts.date === undefined ? null : { date: facts.date };
  return { status: 200, body: { sha: ref, commit: { committer } } };
}

function pull({ pulls = {} }: Repository, values: Values): Told {
  const number = Number(values['pull_number']);
  const sha = pulls[number];
  return sha === undefined ? notFound() : { status: 200, body: { number, head: { sha } } };
}

/** How the head stands to the base, by the parents of both (docs.github.com/rest: "Compare two commits"). */
function compare({ commits = {} }: Repository, { basehead = '' }: Values): Told {
  const [base = '', head = ''] = basehead.split('...');
  if (commits[base] === undefined || commits[head] === undefined) return notFound();
  const [ofBase, ofHead] = [history(commits, base), history(commits, head)];
  const merge = [...ofBase].find((sha) => ofHead.has(sha));
  if (merge === undefined) return notFound(`No common ancestor between ${base} and ${head}.`);
  const [ahead, behind] = [without(ofHead, ofBase), without(ofBase, ofHead)];
  const counts = { ahead_by: ahead, behind_by: behind, total_commits: ahead };
  const body = {
    status: statusOf(ahead, behind),
    ...counts,
    base_commit: { sha: base },
    merge_base_commit: { sha: merge },
  };
  return { status: 200, body };
}

/** How many commits only the first has. */
function without(commits: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...commits].filter((sha) => !others.has(sha)).length;
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}

/** A commit and everything before it, nearest first. */
function history(commits: Readonly<Record<string, CommitFacts>>, newest: string): Set<string> {
  const seen = new Set([newest]);
  // A set grows while it is walked through, and what is added is visited too.
  for (const sha of seen) for (const parent of commits[sha]?.parents ?? []) seen.add(parent);
  return seen;
}
