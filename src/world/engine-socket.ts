/**
 * `docker info`, `docker image inspect`, `history`, `tag` and `rm`, `docker container inspect` and `rm` asked of a local engine's socket directly
 * (docs.docker.com, Engine API): the command line costs 50 to 100 ms each time, which is more than a push. An engine that
 * is reached in any other way (a context, TCP, ssh) is left to the command line.
 */
import { request } from 'node:http';
import type { Command } from '../model.ts';
import type { Finished } from './ports.ts';

type Env = Readonly<Record<string, string | undefined>>;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Gives undefined for what has to go through the command line: other commands, other engines, a socket that is dead. */
export type EngineSocket = (command: Command) => Promise<Finished | undefined>;

/** `hasContext` tells whether the user's configuration names an engine of its own. */
export function openEngineSocket(env: Env, hasContext: () => Promise<boolean>): EngineSocket {
  return async ({ argv: [program, ...words] }) => {
    const path = socketPath(env);
    const call = program === 'docker' ? callOf(words) : undefined;
    if (path === undefined || call === undefined) return undefined;
    if ((env['DOCKER_HOST'] ?? '') === '' && (await hasContext())) return undefined;
    try {
      return await carryOut(path, call);
    } catch {
      // The command line will say what is wrong in the words that people know.
      return undefined;
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
  'container rm --force --volumes',
] as const;

interface Call {
  readonly words: (typeof calls)[number];
  readonly names: readonly string[];
}

function callOf(argv: readonly string[]): Call | undefined {
  const first = argv.findIndex((word, index) => index > 1 && !word.startsWith('-'));
  const end = first < 0 ? argv.length : first;
  const [head, names] = [argv.slice(0, end).join(' '), argv.slice(end)];
  const words = calls.find((known) => known === head);
  return words === undefined || names.some((name) => name.startsWith('-')) ? undefined : { words, names };
}

function socketPath(env: Env): string | undefined {
  const host = env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
  if ((env['DOCKER_CONTEXT'] ?? '') !== '' || !host.startsWith('unix://')) return undefined;
  return host.slice('unix://'.length);
}

async function carryOut(socket: string, { words, names }: Call): Promise<Finished> {
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
    case 'container rm --force --volumes':
      return finish(await Promise.all(names.map((name) => ask(socket, 'DELETE', `/containers/${name}?force=1&v=1`))));
  }
}

function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

function message({ body }: Answer): string {
  return /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? body;
}

function ask(socketPath: string, method: string, path: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request({ socketPath, method, path, agent: false }, (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (data: string) => {
      body += data;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body: body.trim() }));
    response.on('error', reject);
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}
