/**
 * Small docker commands asked of an engine's socket directly (docs.docker.com, Engine API): the command line costs 50 to
 * 100 ms each time, which is more than a push, and while a container is exchanged nobody serves. An engine that is
 * reached in any other way (a context, TCP) is left to the command line.
 */
import type { Command } from '../model/decision.ts';
import { type Answer, ask, askInTurn } from './engine-requests.ts';
import type { Finished } from './ports.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Gives undefined for what has to go through the command line: other commands, other engines, a socket that is dead. */
export type EngineSocket = (command: Command) => Promise<Finished | undefined>;

/** `hasContext` tells whether the user's configuration names an engine of its own. */
export function openEngineSocket(env: Env, hasContext: () => Promise<boolean>): EngineSocket {
  return async ({ argv: [program, ...words], env: own }) => {
    const call = program === 'docker' ? callOf(words) : undefined;
    if (call === undefined) return undefined;
    const merged = { ...env, ...own };
    const path = socketPath(merged);
    if (path === undefined || ((merged['DOCKER_HOST'] ?? '') === '' && (await hasContext()))) return undefined;
    try {
      return await carryOut(path, call);
    } catch (error) {
      // The command line will say what is wrong in the words that people know; but nothing is done twice.
      return changes.includes(call.words) && wasSent(error) ? failed(error) : undefined;
    }
  };
}

const calls = [
  'info --format={{json .}}',
  'image inspect',
  'image tag',
  'image rm',
  'image history --no-trunc --format=json',
  'container inspect',
  'container ls --all --quiet --no-trunc',
  'container rename',
  'container rm --force --volumes',
  'container start',
  'container stop',
] as const;

const changes: readonly string[] = ['container rename', 'container start', 'container stop'];

/** Whether the engine may have heard of it. */
function wasSent(error: unknown): boolean {
  return !['ENOENT', 'ECONNREFUSED', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function failed(error: unknown): Finished {
  const words = error instanceof Error ? error.message : String(error);
  return { exitCode: 1, stdout: '', stderr: `the connection to the engine broke: ${words}`, seconds: 0 };
}

interface Call {
  readonly words: (typeof calls)[number];
  readonly names: readonly string[];
  /** Of `--filter=KEY=VALUE`. */
  readonly filters: readonly (readonly [key: string, value: string])[];
}

function callOf(argv: readonly string[]): Call | undefined {
  const filters = argv.flatMap((word): [string, string][] => {
    const found = filter.exec(word)?.groups;
    return found === undefined ? [] : [[found['key'] ?? '', found['value'] ?? '']];
  });
  const plain = argv.filter((word) => !filter.test(word));
  const first = plain.findIndex((word, index) => index > 1 && !word.startsWith('-'));
  const end = first < 0 ? plain.length : first;
  const [head, names] = [plain.slice(0, end).join(' '), plain.slice(end)];
  const words = calls.find((known) => known === head);
  if (words === undefined || names.some((name) => name.startsWith('-'))) return undefined;
  return { words, names, filters };
}

const filter = /^--filter=(?<key>[a-z-]+)=(?<value>.*)$/s;

function socketPath(env: Env): string | undefined {
  const host = env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
  if ((env['DOCKER_CONTEXT'] ?? '') !== '' || !host.startsWith('unix://')) return undefined;
  return host.slice('unix://'.length);
}

async function carryOut(socket: string, { words, names, filters }: Call): Promise<Finished> {
  const start = performance.now();
  const finish = (answers: readonly Answer[], stdout = ''): Finished => ({
    exitCode: answers.every(isGood) ? 0 : 1,
    stdout,
    stderr: answers
      .filter((answer) => !isGood(answer))
      .map(message)
      .join('\n'),
    seconds: (performance.now() - start) / 1000,
  });
  switch (words) {
    case 'image inspect':
    case 'container inspect': {
      const noun = words === 'image inspect' ? 'images' : 'containers';
      const answers = await Promise.all(names.map((name) => ask(socket, 'GET', `/${noun}/${name}/json`)));
      return finish(
        answers,
        `[${answers
          .filter(isGood)
          .map(({ body }) => body)
          .join(',')}]`,
      );
    }
    case 'info --format={{json .}}': {
      const answer = await ask(socket, 'GET', '/info');
      return finish([answer], answer.body);
    }
    case 'image tag': {
      const [source = '', target = ''] = names;
      const colon = target.lastIndexOf(':');
      const query = new URLSearchParams({ repo: target.slice(0, colon), tag: target.slice(colon + 1) });
      return finish([await ask(socket, 'POST', `/images/${source}/tag?${query}`)]);
    }
    case 'image rm': {
      // One after the other: the engine deletes what the last name held.
      const answers: Answer[] = [];
      for (const name of names) answers.push(await ask(socket, 'DELETE', `/images/${name}`));
      return finish(answers);
    }
    case 'image history --no-trunc --format=json': {
      const answer = await ask(socket, 'GET', `/images/${names[0]}/history`);
      return finish([answer], answer.body);
    }
    case 'container ls --all --quiet --no-trunc': {
      const grouped = Map.groupBy(filters, ([key]) => key);
      const wanted = [...grouped].map(([key, all]) => [key, all.map(([, value]) => value)]);
      const query = new URLSearchParams({ all: '1', filters: JSON.stringify(Object.fromEntries(wanted)) });
      const answer = await ask(socket, 'GET', `/containers/json?${query}`);
      return finish([answer], isGood(answer) ? idsIn(answer) : '');
    }
    case 'container rename': {
      const path = (container: string, name: string) =>
        `/containers/${container}/rename?${new URLSearchParams({ name })}`;
      const paths = names.flatMap((name, index) => (index % 2 === 1 ? [path(names[index - 1] ?? '', name)] : []));
      return finish(await askInTurn(socket, 'POST', paths));
    }
    case 'container start':
    case 'container stop': {
      const verb = words === 'container start' ? 'start' : 'stop';
      return finish(await Promise.all(names.map((name) => ask(socket, 'POST', `/containers/${name}/${verb}`))));
    }
    case 'container rm --force --volumes':
      return finish(await Promise.all(names.map((name) => ask(socket, 'DELETE', `/containers/${name}?force=1&v=1`))));
  }
}

/** A container that runs already is not started again, which is what was wanted. */
function isGood({ status }: Answer): boolean {
  return (status >= 200 && status < 300) || status === 304;
}

function idsIn({ body }: Answer): string {
  return (JSON.parse(body) as readonly { readonly Id: string }[]).map(({ Id }) => `${Id}\n`).join('');
}

function message({ body }: Answer): string {
  return /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? body;
}
