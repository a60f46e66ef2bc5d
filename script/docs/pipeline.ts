/** The inputs of the action in its reusable workflow: declared once, and handed to the jobs that each is for. */
import type { Action, Entry, Group } from './action.ts';

/** Inputs that come as secrets of the workflow. */
const secret = [
  'password',
  'registry-auth',
  'secrets',
  'test-secrets',
  'sign-key',
  'deploy-ssh-key',
  'deploy-secrets',
] as const;

/** Inputs that the workflow itself gives: what a job does, and for what. */
const given = ['stage', 'image', 'proofs', 'github-token'];

/** Inputs of stages that are no jobs of the workflow, and `sign`: its jobs have no right to an identity (docs/pipeline.md). */
const elsewhere = ['keep-days', 'keep-last', 'keep-tags', 'rebuild', 'sign'];

/** Kept in an environment, a secret has another name: GitHub takes no hyphen there. */
const inEnvironment: readonly string[] = ['deploy-ssh-key', 'deploy-secrets'];

interface Job {
  /** The titles of action.yml's groups that it gets, by how they begin. */
  readonly groups: readonly string[];
  /** Inputs beside them. */
  readonly more: readonly string[];
  /** Inputs that the job sets itself. */
  readonly own: readonly string[];
  /** Inputs of these that are secrets. */
  readonly secrets: readonly string[];
}

const building = ['What to build', 'How it is called', 'Gates', 'Publish', 'Cache'];

/** A deploy of what nobody can push is refused by the job that plans. */
const logins = ['password', 'registry-auth'];

const jobs: Readonly<Record<string, Job>> = {
  plan: { groups: [...building, 'Deploy', 'Run'], more: [], own: [], secrets: logins },
  build: { groups: building, more: ['dry-run'], own: ['platforms'], secrets: secret },
  publish: { groups: ['How it is called', 'Publish'], more: ['platforms', 'dry-run'], own: [], secrets: secret },
  deploy: {
    groups: ['Deploy'],
    more: ['registry', 'username', 'password', 'registry-auth'],
    own: ['deploy-environment'],
    secrets: secret,
  },
};

/** The text with everything between the markers `# inputs` or `# with JOB` and `# end` written anew. */
export function fillPipeline(text: string, { inputs, outputs }: Action): string {
  const entries = inputs.flatMap((group) => group.entries);
  const known = entries.map(({ name }) => name);
  const unknown = [...secret, ...given, ...elsewhere].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`action.yml has no input ${unknown}`);
  const declared = entries.filter(({ name }) => !isSecret(name) && !given.includes(name) && !elsewhere.includes(name));
  const hidden = entries.filter(({ name }) => isSecret(name));
  let filled = fill(text, 'inputs', 6, declared.flatMap(declaration));
  filled = fill(filled, 'secrets', 6, hidden.flatMap(secretDeclaration));
  filled = fill(filled, 'outputs', 6, outputs.flatMap((group) => group.entries).flatMap(outputDeclaration));
  for (const [name, job] of Object.entries(jobs)) filled = fill(filled, `with ${name}`, 10, handed(job, inputs));
  return filled;
}

function isSecret(name: string): boolean {
  return secret.some((one) => one === name);
}

function declaration({ name, description, byDefault }: Entry): string[] {
  return [
    `${name}:`,
    `  description: ${scalar(description)}`,
    '  type: string',
    ...(byDefault === undefined ? [] : [`  default: ${scalar(byDefault)}`]),
  ];
}

function secretDeclaration({ name, description }: Entry): string[] {
  const own = [`${name}:`, `  description: ${scalar(description)}`, '  required: false'];
  if (!inEnvironment.includes(name)) return own;
  const environment = environmentName(name);
  const words = `The same, under a name that a secret of an environment can have, when ${name} is not given.`;
  return [...own, `${environment}:`, `  description: ${words}`, '  required: false'];
}

function environmentName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** What the last job that made it says. */
const published = ['digest', 'image', 'tags', 'tag-names', 'version', 'json', 'pushed', 'changed'];

function outputDeclaration({ name, description }: Entry): string[] {
  const value = published.includes(name)
    ? `\${{ jobs.publish.outputs.${name} || jobs.build.outputs.${name} }}`
    : `\${{ jobs.deploy.outputs.${name} }}`;
  if (!published.includes(name) && name !== 'deployed') return [];
  return [`${name}:`, `  description: ${scalar(description)}`, `  value: ${value}`];
}

function handed({ groups, more, own, secrets }: Job, all: readonly Group[]): string[] {
  const chosen = all.filter(({ title }) => groups.some((start) => title.startsWith(start)));
  const names = chosen.flatMap(({ entries }) => entries.map(({ name }) => name));
  const extra = all.flatMap(({ entries }) => entries.map(({ name }) => name)).filter((name) => more.includes(name));
  return [...names, ...extra.filter((name) => !names.includes(name))]
    .filter(
      (name) =>
        !given.includes(name) &&
        !elsewhere.includes(name) &&
        !own.includes(name) &&
        (secrets.includes(name) || !isSecret(name)),
    )
    .map((name) => `${name}: ${isSecret(name) ? secretText(name) : `\${{ inputs.${name} }}`}`);
}

function secretText(name: string): string {
  const own = `secrets.${name}`;
  return inEnvironment.includes(name) ? `\${{ ${own} || secrets.${environmentName(name)} }}` : `\${{ ${own} }}`;
}

/** As the formatter quotes YAML. */
function scalar(text: string): string {
  return text.includes('"') ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** Puts lines between two comments, which stay. */
function fill(text: string, name: string, indent: number, lines: readonly string[]): string {
  const space = ' '.repeat(indent);
  const [open, close] = [`${space}# ${name}, by action.yml\n`, `${space}# end\n`];
  const from = text.indexOf(open) + open.length;
  const to = text.indexOf(close, from);
  if (!text.includes(open) || to < 0) throw new Error(`pipeline.yml lacks the comments of ${name}`);
  return `${text.slice(0, from)}${lines.map((line) => `${space}${line}\n`).join('')}${text.slice(to)}`;
}
