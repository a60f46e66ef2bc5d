/** Writes tiny actions into temporary folders, so that the runner is tested with real processes. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent, StepRequest } from '../../script/runner/driver.ts';

export const PUSH: RunEvent = {
  name: 'push',
  ref: 'refs/heads/main',
  sha: '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796',
  repository: 'acme/app',
  actor: 'ada',
  payload: { ref: 'refs/heads/main', repository: { id: 7, default_branch: 'main', owner: { id: 3 } } },
};

export interface FixtureScripts {
  /** JavaScript (ESM) of each stage; `raw(text)` prints, `say(variable, text)` appends to a command file. */
  readonly pre?: string;
  readonly main: string;
  readonly post?: string;
  /** YAML below `inputs:`. */
  readonly inputs?: string;
  /** More lines below `runs:`. */
  readonly runs?: string;
}

export interface FixtureAction extends AsyncDisposable {
  readonly folder: string;
  request(more?: Partial<StepRequest>): StepRequest;
}

const PRELUDE = `
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
const raw = (text) => process.stdout.write(text);
const say = (name, text) => appendFileSync(process.env[name], text);
`;

export async function fixtureAction(scripts: FixtureScripts): Promise<FixtureAction> {
  const root = await mkdtemp(join(tmpdir(), 'fixture-action-'));
  const folder = join(root, 'action');
  const workspace = join(root, 'work');
  await mkdir(folder);
  await mkdir(workspace);
  const stages = (['pre', 'main', 'post'] as const).filter((stage) => scripts[stage] !== undefined);
  for (const stage of stages) await writeFile(join(folder, `${stage}.mjs`), PRELUDE + scripts[stage]);
  const runs = stages.map((stage) => `  ${stage}: ${stage}.mjs`).join('\n');
  const inputs = scripts.inputs === undefined ? '' : `inputs:\n${scripts.inputs}\n`;
  await writeFile(
    join(folder, 'action.yml'),
    `name: Fixture\ndescription: A fixture\n${inputs}runs:\n  using: node24\n${runs}\n${scripts.runs ?? ''}\n`,
  );
  return {
    folder,
    request: (more = {}) => ({ actionDirectory: folder, workspace, event: PUSH, ...more }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
