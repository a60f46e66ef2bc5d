/** What GitHub refuses a workflow for before it starts anything, and act does not look at. */
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parse } from 'yaml';
import { nearest } from '../../src/language/nearest.ts';
import { ownName } from './project.ts';

export interface WorkflowText {
  readonly name: string;
  readonly text: string;
}

/** Gives the text of a workflow of this project, by its path. */
export type ReadCalled = (path: string) => Promise<string>;

type Rights = string | Readonly<Record<string, string>> | undefined;

interface Job {
  readonly uses?: string;
  readonly permissions?: Rights;
}

interface Workflow {
  readonly permissions?: Rights;
  readonly jobs: Readonly<Record<string, Job>>;
  readonly on?: { readonly workflow_call?: Readonly<Record<'inputs' | 'secrets', object | undefined>> };
}

/** One line each: what its schema says, inputs and secrets that a called workflow does not have, rights that it lacks. */
export async function refusals({ name, text }: WorkflowText, read: ReadCalled): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
  const called = new Map<string, Workflow>();
  const fetch = async ({ path = '' }: { readonly path?: string }) => {
    const content = await read(path);
    called.set(path, parse(content) as Workflow);
    return { name: path, content };
  };
  const options = { fetchReusableWorkflowDepth: 1 };
  if (value !== undefined) await convertWorkflowTemplate(context, value, { getFileContent: fetch }, options);
  const told = context.errors.getErrors().map(({ message }) => withNearest(message, [...called.values()]));
  return value === undefined || told.length > 0 ? told : lackingRights(name, parse(text) as Workflow, called);
}

/** The parser names what is unknown, and not what may have been meant. */
function withNearest(message: string, called: readonly Workflow[]): string {
  const [, kind, word = ''] = /Invalid (input|secret), (\S+) is not defined/.exec(message) ?? [];
  if (kind === undefined) return message;
  const of = kind === 'input' ? 'inputs' : 'secrets';
  const known = called.flatMap(({ on }) => Object.keys(on?.workflow_call?.[of] ?? {}));
  const near = nearest(word, known);
  return near === undefined ? message : `${message.replace(/\.$/, '')}; did you mean ${near}?`;
}

/** "Permissions can only be maintained or reduced" in a called workflow: one that asks for more is not started. */
function lackingRights(name: string, caller: Workflow, called: ReadonlyMap<string, Workflow>): string[] {
  return Object.entries(caller.jobs).flatMap(([id, { uses = '', permissions = caller.permissions }]) => {
    const [, path = ''] = new RegExp(`^${ownName}/([^@]+)@`).exec(uses) ?? [];
    const workflow = called.get(path);
    // Without the word the repository's settings decide.
    if (workflow === undefined || permissions === undefined) return [];
    return askedFor(workflow)
      .filter(([scope, wanted]) => rank(wanted) > rank(levelOf(permissions, scope)))
      .map(
        ([scope, wanted]) => `${name}: job ${id} calls ${path}, which needs \`permissions\` \`${scope}: ${wanted}\``,
      );
  });
}

/** The most that any job asks for, by scope. */
function askedFor({ permissions: ofAll, jobs }: Workflow): [string, string][] {
  const most = new Map<string, string>();
  for (const { permissions = ofAll } of Object.values(jobs))
    for (const [scope, level] of Object.entries(typeof permissions === 'object' ? (permissions ?? {}) : {}))
      if (rank(level) > rank(most.get(scope))) most.set(scope, level);
  return [...most];
}

function levelOf(rights: Rights, scope: string): string | undefined {
  return typeof rights === 'string' ? rights.replace(/-all$/, '') : rights?.[scope];
}

function rank(level: string | undefined): number {
  return level === 'write' ? 2 : level === 'read' ? 1 : 0;
}
