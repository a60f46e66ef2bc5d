/**
 * `npm run workflow -- FILE EVENT [secrets.NAME=VALUE …] [vars.NAME=VALUE …]`: runs one workflow on this machine, as a
 * repository with the files of `examples/web-service` would. EVENT is the name of a file in `__tests__/fixtures/events`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { startGitHub } from '../github-api/server.ts';
import { ensureBases } from '../rig/bases.ts';
import { bringUpEngine } from '../rig/engine.ts';
import { startLastingRegistry } from '../rig/lasting.ts';
import { repository } from '../rig/paths.ts';
import type { RunEvent } from '../runner/model.ts';
import { eventAt, openCaller } from './caller.ts';
import { runWorkflow, type WorkflowJob } from './run.ts';

const say = (line: string) => console.log(line);
const [file, name, ...values] = process.argv.slice(2);
if (file === undefined || name === undefined) {
  throw new Error('usage: npm run workflow -- FILE EVENT [secrets.NAME=VALUE …] [vars.NAME=VALUE …]');
}
process.exitCode = await runByHand(file, name);

async function runByHand(workflowFile: string, eventName: string): Promise<number> {
  const engine = await bringUpEngine(say);
  const bases = await ensureBases(engine, say);
  const registry = await startLastingRegistry();
  const workflow = join('.github', 'workflows', basename(workflowFile));
  const example = await filesOf(join(repository, 'examples', 'web-service'));
  // The private engine has no way to pull the example's base.
  const Dockerfile = (example['Dockerfile'] ?? '').replaceAll('node:24-slim', bases.node);
  const files = engine.kind === 'private' ? { ...example, Dockerfile } : example;
  await using caller = await openCaller({ ...files, [workflow]: await readFile(workflowFile, 'utf8') });
  const path = join(repository, '__tests__', 'fixtures', 'events', `${eventName}.json`);
  const event = eventAt(JSON.parse(await readFile(path, 'utf8')) as RunEvent, caller.head);
  const known = { name: event.repository, commits: { [caller.head]: {} }, branches: { main: caller.head } };
  await using github = await startGitHub(known);
  say(`registry: vars.REGISTRY is ${registry.host}, secrets.REGISTRY_PASSWORD belongs to ${registry.username}`);
  const { triggered, code, jobs } = await runWorkflow({
    caller,
    workflow,
    event: { ...event, apiUrl: github.url, token: 'ghs_tokenOfThisRun0123456789' },
    secrets: { REGISTRY_PASSWORD: registry.password, ...given('secrets.') },
    vars: { REGISTRY: registry.host, ...given('vars.') },
    env: engine.env,
    say,
  });
  if (!triggered) say(`${workflowFile} does not ask for ${eventName}, so nothing runs`);
  for (const job of jobs) show(job);
  return code;
}

function given(kind: 'secrets.' | 'vars.'): Record<string, string> {
  const own = values.filter((word) => word.startsWith(kind)).map((word) => word.slice(kind.length));
  return Object.fromEntries(own.map((word) => word.split(/=(.*)/s, 2)));
}

function show({ id, matrix, result, outputs, steps, log }: WorkflowJob): void {
  say(`\n== ${id}${matrix === undefined ? '' : ` ${JSON.stringify(matrix)}`}: ${result}`);
  for (const step of steps) say(['', `-- ${step.name} (${step.stage}): ${step.result}`, ...step.log].join('\n'));
  // What act has to say of a job that never came to its steps stands nowhere else.
  if (steps.length === 0) say(log.join('\n'));
  for (const [output, value] of Object.entries(outputs)) say(`output ${output}: ${value}`);
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const own = paths.filter((path) => !path.includes('node_modules'));
  return Object.fromEntries(
    await Promise.all(own.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')])),
  ) as Record<string, string>;
}
