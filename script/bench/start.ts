/** `npm run bench:start`: what a dry run costs against the bare start of Node, in the same loop. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../rig/command.ts';
import { repository } from '../rig/paths.ts';
import { shownFigures, timeRounds } from './rounds.ts';

const rounds = 21;
/** Ten rules as a release workflow has them, so that every part of the language but dates is loaded. */
const tenRules = `
type=schedule,pattern=nightly
type=semver,pattern={{version}}
type=semver,pattern={{major}}.{{minor}}
type=semver,pattern={{major}},enable={{is_default_branch}}
type=match,pattern=v(.*),group=1
type=edge,branch=main
type=ref,event=branch
type=ref,event=pr
type=raw,value=stable-{{branch}},enable={{is_default_branch}}
type=sha,format=long
`;
/** The limit of the project; the aim is 3. */
const mostTimes = 3.5;

const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
try {
  process.exitCode = await bench(folder);
} finally {
  await rm(folder, { recursive: true });
}

async function bench(workspace: string): Promise<number> {
  await writeFile(join(workspace, 'Dockerfile'), 'FROM scratch AS test\nFROM test\n');
  const env = {
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: workspace,
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: '0'.repeat(40),
    GITHUB_EVENT_NAME: 'push',
    'INPUT_DRY-RUN': 'true',
    INPUT_TAGS: tenRules,
  };
  const bundle = join(repository, 'dist', 'index.js');
  const [bare, dryRun] = await timeRounds(rounds, [
    async () => void (await must([process.execPath, '-e', '0'])),
    async () => void (await must([process.execPath, bundle], { env })),
  ]);
  if (bare === undefined || dryRun === undefined) throw new Error('nothing was timed');
  const times = { median: dryRun.median / bare.median, least: dryRun.least / bare.least };
  console.log(`node -e 0: ${shownFigures(bare)}`);
  console.log(`dry run:   ${shownFigures(dryRun)}`);
  console.log(`times:     ${times.median.toFixed(2)} (${times.least.toFixed(2)}), at most ${mostTimes}`);
  return times.median <= mostTimes ? 0 : 1;
}
