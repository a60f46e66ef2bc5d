/** The image names of an engine. Its socket is asked where we know it: a start of docker costs more than the answer. */
import { request } from 'node:http';
import { must, run } from './command.ts';
import type { Engine } from './engine.ts';

/** Every name in the engine whose repository fits one of the patterns, as `docker image ls --filter reference=…` does. */
export async function imageNames(engine: Engine, patterns: readonly string[]): Promise<string[]> {
  const socketPath = socketFor(engine);
  if (socketPath === undefined) {
    const filters = patterns.map((pattern) => `--filter=reference=${pattern}`);
    const argv = ['docker', 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', ...filters];
    const names = (await must(argv, { env: engine.env })).split('\n');
    return names.filter((name) => name !== '' && !name.endsWith(':<none>'));
  }
  const filters = encodeURIComponent(JSON.stringify({ reference: patterns }));
  const { status, body } = await ask(socketPath, 'GET', `/images/json?filters=${filters}`);
  if (status !== 200) throw new Error(`The engine gives no list of its images: ${status} ${body}`);
  const images = JSON.parse(body) as readonly { readonly RepoTags: readonly string[] | null }[];
  return images.flatMap(({ RepoTags }) => RepoTags ?? []);
}

/** Takes these names away, and images that have no other; names that are gone already are no matter. */
export async function removeImages(engine: Engine, names: readonly string[]): Promise<void> {
  const socketPath = socketFor(engine);
  if (socketPath !== undefined) {
    for (const name of names) await ask(socketPath, 'DELETE', `/images/${name}?force=1`);
  } else if (names.length > 0) await run(['docker', 'image', 'rm', '--force', ...names], { env: engine.env });
}

/** A found engine may be reached in many ways that only docker knows. */
function socketFor({ kind, env }: Engine): string | undefined {
  return kind === 'private' ? env['DOCKER_HOST']?.replace('unix://', '') : undefined;
}

function ask(socketPath: string, method: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
