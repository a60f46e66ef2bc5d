/** The words of `npm run workflow`. */
import { nearest } from '../../src/language/nearest.ts';

export interface Words {
  readonly file: string;
  readonly event: string;
  /** Whether there is a host to deploy to. */
  readonly host: boolean;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
}

/** What can be chosen from. */
export interface Choice {
  readonly events: readonly string[];
  /** Files that are there to be copied. */
  readonly workflows: readonly string[];
  readonly isFile: (path: string) => boolean;
}

export type ReadWords =
  | { readonly kind: 'run'; readonly words: Words }
  | { readonly kind: 'help' }
  /** One line. */
  | { readonly kind: 'refused'; readonly why: string };

const value = /^(secrets|vars)\.(\w+)=(.*)$/s;

export function readWords(given: readonly string[], { events, workflows, isFile }: Choice): ReadWords {
  if (given.length === 0 || given.includes('--help') || given.includes('-h')) return { kind: 'help' };
  const named = given.filter((word) => word !== '--host' && !value.test(word));
  const strange = named.find((word) => word.startsWith('-') || /^(?:secrets|vars)\b/.test(word));
  if (strange !== undefined)
    return refuse(`${shown(strange)} is no word of it; there are --host, secrets.NAME=VALUE and vars.NAME=VALUE`);
  const [file = '', event, ...more] = named;
  if (!isFile(file)) return refuse(`there is no file ${shown(file)}${meant(file, workflows)}`);
  if (event === undefined) return refuse(`which event? There are ${events.join(', ')}`);
  if (!events.includes(event)) return refuse(`there is no event ${shown(event)}${meant(event, events)}`);
  if (more.length > 0) return refuse(`${more.map(shown).join(' ')} is too much; quote a value that has a space`);
  return { kind: 'run', words: { file, event, host: given.includes('--host'), ...valuesOf(given) } };
}

export function usageLines({ events, workflows }: Pick<Choice, 'events' | 'workflows'>): readonly string[] {
  return [
    'usage: npm run workflow -- FILE EVENT [--host] [secrets.NAME=VALUE …] [vars.NAME=VALUE …]',
    '',
    `FILE   any workflow, such as ${workflows.join(', ')}`,
    `EVENT  one of ${events.join(', ')}`,
    '--host starts a machine with Docker and sshd, named by vars.PRODUCTION_HOSTS, vars.STAGING_HOSTS and vars.KNOWN_HOSTS,',
    '       which lets the key in secrets.DEPLOY_SSH_KEY in',
  ];
}

function valuesOf(given: readonly string[]): Pick<Words, 'secrets' | 'vars'> {
  const of = (kind: string) =>
    Object.fromEntries(
      given.flatMap((word) => {
        const [, own, name = '', text = ''] = value.exec(word) ?? [];
        return own === kind ? [[name, text]] : [];
      }),
    );
  return { secrets: of('secrets'), vars: of('vars') };
}

function refuse(why: string): ReadWords {
  return { kind: 'refused', why };
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${near}?`;
}

/** A secret that was typed in a wrong form is not repeated. */
function shown(word: string): string {
  return JSON.stringify(word.replace(/=.*$/s, '=…'));
}
