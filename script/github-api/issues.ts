/** Issues and their comments, as GitHub keeps them. */
import { plain, type Told, type Values } from './told.ts';

export interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: string;
  /** Bot, as the job's token is, or User. */
  readonly author: 'Bot' | 'User';
  readonly pullRequest?: boolean;
  /** Oldest first; it grows. */
  readonly comments: string[];
}

interface Holder {
  readonly issues: Issue[];
}

/** Newest first; pull requests are issues, too. */
export function listIssues(repository: Holder, { state = 'open' }: Values): Told {
  const found = repository.issues.filter((issue) => state === 'all' || issue.state === state);
  return { status: 200, body: found.toReversed().map(bodyOf) };
}

export function makeIssue(repository: Holder, _values: Values, sent: unknown): Told {
  const { title, body = '' } = sent as { readonly title: string; readonly body?: string };
  const number = repository.issues.length + 1;
  const issue: Issue = { number, title, body, state: 'open', author: 'Bot', comments: [] };
  repository.issues.push(issue);
  return { status: 201, body: bodyOf(issue) };
}

export function changeIssue(repository: Holder, values: Values, sent: unknown): Told {
  const issue = issueOf(repository, values);
  if (issue === undefined) return plain(404, 'Not Found');
  const { title, body, state } = sent as Partial<Pick<Issue, 'title' | 'body' | 'state'>>;
  Object.assign(issue, { ...(title && { title }), ...(body && { body }), ...(state && { state }) });
  return { status: 200, body: bodyOf(issue) };
}

export function makeComment(repository: Holder, values: Values, sent: unknown): Told {
  const issue = issueOf(repository, values);
  if (issue === undefined) return plain(404, 'Not Found');
  const { body } = sent as { readonly body: string };
  return { status: 201, body: { id: issue.comments.push(body), body } };
}

function issueOf({ issues }: Holder, values: Values): Issue | undefined {
  return issues.find(({ number }) => number === Number(values['issue_number']));
}

function bodyOf({ number, title, body, state, author, pullRequest }: Issue): object {
  const association = author === 'Bot' ? 'CONTRIBUTOR' : 'NONE';
  return {
    number,
    title,
    body,
    state,
    user: { type: author },
    author_association: association,
    ...(pullRequest === true && { pull_request: {} }),
  };
}
