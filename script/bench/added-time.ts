/** `npm run bench:added`: what the action adds to the same commands typed by hand: login, bake, push. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBases } from '../rig/bases.ts';
import { openClient } from '../rig/client.ts';
import { bringUpEngine } from '../rig/engine.ts';
import { startLastingRegistry } from '../rig/lasting.ts';
import { repository } from '../rig/paths.ts';
import { Step } from '../runner/driver.ts';
import { shownFigures, timeRounds } from './rounds.ts';

const rounds = 9;
/** The limit: whichever is larger. */
const most = { milliseconds: 300, share: 0.05 };

const say = (line: string) => console.log(line);
const engine = await bringUpEngine(say);
const { node } = await ensureBases(engine, say);
const registry = await startLastingRegistry();
const context = join(repository, 'examples', 'web-service');
const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
await using client = await openClient(engine);
try {
  process.exitCode = await bench();
} finally {
  await rm(folder, { recursive: true });
}

async function bench(): Promise<number> {
  const [hand, action] = await timeRounds(rounds, [byHand, byAction]);
  if (hand === undefined || action === undefined) throw new Error('nothing was timed');
  const added = action.median - hand.median;
  const allowed = Math.max(most.milliseconds, most.share * hand.median);
  say(`by hand: ${shownFigures(hand)}`);
  say(`action:  ${shownFigures(action)}, main and post`);
  say(`added:   ${added.toFixed(0)} ms, at most ${allowed.toFixed(0)} ms`);
  if (added > allowed) say(`too slow by ${(added - allowed).toFixed(0)} ms`);
  return added <= allowed ? 0 : 1;
}

/** What somebody would type, with every step in the engine's cache. */
async function byHand(): Promise<void> {
  const names = ['main', 'sha-0000000'].map((tag) => `${registry.host}/bench/hand:${tag}`);
  const shared = { context, contexts: { 'node:24-slim': `docker-image://${node}` } };
  const target = {
    test: { ...shared, target: 'test', output: ['type=cacheonly'] },
    final: { ...shared, tags: names, output: ['type=image'], attest: ['type=provenance,mode=max'] },
  };
  const file = join(folder, 'bake.json');
  await writeFile(file, JSON.stringify({ target }));
  const words = ['login', '--username', registry.username, '--password-stdin', registry.host];
  await must(words, registry.password);
  await must([
    'buildx',
    'bake',
    '--allow=fs=*',
    `--file=${file}`,
    `--metadata-file=${join(folder, 'meta.json')}`,
    'test',
    'final',
  ]);
  for (const name of names) await must(['push', '--quiet', name]);
}

async function must(words: readonly string[], input = ''): Promise<void> {
  const ended = await client.docker(words, { input });
  if (ended.code !== 0) throw new Error(ended.stderr);
}

async function byAction(): Promise<void> {
  const ofRepository = 'acme/bench';
  await using step = new Step({
    actionDirectory: repository,
    workspace: context,
    event: {
      name: 'push',
      ref: 'refs/heads/main',
      sha: '0'.repeat(40),
      repository: ofRepository,
      actor: 'you',
      payload: {},
    },
    inputs: {
      images: `${registry.host}/bench/action`,
      username: registry.username,
      password: registry.password,
      cache: 'none',
      // By hand nobody starts the image either.
      'smoke-test': 'false',
      'build-contexts': `node:24-slim=docker-image://${node}`,
    },
    env: { ...(client.env as Record<string, string>), PATH: client.env['PATH'] ?? '' },
  });
  const main = await step.main();
  if (main.outcome !== 'success') throw new Error(main.log);
  await step.post();
}
