/** `npm run bench:gates`: what a gate adds to the time that its container takes by itself. */
import { ensureBases } from '../rig/bases.ts';
import { openClient } from '../rig/client.ts';
import { must } from '../rig/command.ts';
import { bringUpEngine } from '../rig/engine.ts';
import { repository } from '../rig/paths.ts';
import { Step } from '../runner/driver.ts';
import { type Figures, shownFigures, timeRounds } from './rounds.ts';

const rounds = 7;
/** Milliseconds that each gate may add, and that a smoke test of a container may take that is ready at once. */
const most = { added: 500, smoke: 1500 };

const tested = { 'test-command': 'true' };
const smoked = { 'smoke-test': 'auto', 'smoke-path': '/healthz' };
const example = `${repository}/examples/web-service`;
const say = (line: string) => console.log(line);
const engine = await bringUpEngine(say);
const { node } = await ensureBases(engine, say);
const image = 'slipway-bench:gates';
await using client = await openClient(engine);
process.exitCode = await bench();

async function bench(): Promise<number> {
  await docker('build', '--quiet', `--tag=${image}`, `--build-context=node:24-slim=docker-image://${node}`, example);
  try {
    const things = [action({}), action(tested), action(smoked), testByHand, smokeByHand];
    const [plain, withTest, withSmoke, test, smoke] = await timeRounds(rounds, things);
    if (!plain || !withTest || !withSmoke || !test || !smoke) throw new Error('nothing was timed');
    say(`no gate:      ${shownFigures(plain)}`);
    const good = [
      told('test command', withTest, plain, test, Number.POSITIVE_INFINITY),
      told('smoke test', withSmoke, plain, smoke, most.smoke),
    ];
    return good.every(Boolean) ? 0 : 1;
  } finally {
    await docker('image', 'rm', image);
  }
}

/** The gate's whole time, that of its container by hand, and the difference. */
function told(name: string, gated: Figures, plain: Figures, hand: Figures, mostWhole: number): boolean {
  const whole = gated.median - plain.median;
  const added = whole - hand.median;
  const limit = Number.isFinite(mostWhole) ? `, at most ${mostWhole} ms` : '';
  say(
    `${`${name}:`.padEnd(14)}${whole.toFixed(0)} ms${limit}; by hand ${shownFigures(hand)}; added ${added.toFixed(0)} ms, at most ${most.added} ms`,
  );
  return added <= most.added && whole <= mostWhole;
}

function action(inputs: Readonly<Record<string, string>>): () => Promise<void> {
  return async () => {
    await using step = new Step({
      actionDirectory: repository,
      workspace: example,
      event: {
        name: 'push',
        ref: 'refs/heads/main',
        sha: '0'.repeat(40),
        repository: 'acme/bench',
        actor: 'you',
        payload: {},
      },
      inputs: {
        push: 'false',
        cache: 'none',
        'smoke-test': 'false',
        'build-contexts': `node:24-slim=docker-image://${node}`,
        ...inputs,
      },
      env: { ...(client.env as Record<string, string>), PATH: client.env['PATH'] ?? '' },
    });
    const main = await step.main();
    if (main.outcome !== 'success') throw new Error(main.log);
    await step.post();
  };
}

async function testByHand(): Promise<void> {
  await docker('run', '--rm', '--entrypoint=/bin/sh', image, '-c', 'true');
}

async function smokeByHand(): Promise<void> {
  const name = 'slipway-bench-gates';
  await docker('run', '--detach', `--name=${name}`, image);
  const address = (
    await docker('inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', name)
  ).trim();
  for (let good = 0; good < 2; ) {
    const ok = await fetch(`http://${address}:8080/healthz`).then(
      ({ ok: answered }) => answered,
      () => false,
    );
    good = ok ? good + 1 : 0;
  }
  await docker('rm', '--force', '--volumes', name);
}

function docker(...words: string[]): Promise<string> {
  return must(['docker', ...words], { env: client.env as Record<string, string> });
}
