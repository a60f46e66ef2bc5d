/** Registries that a workflow pushes to, by what it says in plain words; an expression's value nobody knows here. */
import { parse } from 'yaml';

type Values = Readonly<Record<string, unknown>>;

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly with?: Values; readonly secrets?: unknown; readonly steps?: readonly { with?: Values }[] }
    >
  >;
}

/** Their names, without those that are the rig's own here. */
export function foreignRegistries(text: string, own: readonly string[]): string[] {
  const { jobs } = parse(text) as Workflow;
  const given = Object.values(jobs).flatMap(({ with: values, secrets, steps = [] }) => [
    ...[values, Object(secrets) as Values].flatMap((all) => Object.entries(all ?? {})),
    ...steps.flatMap((step) => Object.entries(step.with ?? {})),
  ]);
  const found = given.flatMap(([input, value]) => registriesOf(input, String(value)));
  return [...new Set(found)].filter((name) => !own.includes(name) && !name.startsWith('localhost:'));
}

function registriesOf(input: string, value: string): readonly string[] {
  switch (input) {
    case 'images':
      return value.split('\n').flatMap(registryOf);
    case 'registry':
      return value === '' || value.includes('${{') ? [] : [value];
    case 'registry-auth':
      return [...value.matchAll(/registry:\s*["']?([^\s"'$]+)/g)].map(([, name = '']) => name);
    default:
      return [];
  }
}

/** A name without a registry is one of Docker Hub. */
function registryOf(line: string): string[] {
  const name = line.trim().replace(/^name=/, '');
  if (name === '' || name.startsWith('$' + '{{') || name.startsWith('#')) return [];
  const [first = '', ...rest] = name.split('/');
  return [rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io'];
}
