/**
 * `npm run workflow -- FILE EVENT [--host] [secrets.NAME=VALUE …] [vars.NAME=VALUE …]`: runs one workflow on this machine
 * (workflows/by-hand.ts), where ghcr.io is a registry of this run. What is wrong with it is told before anything starts.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import './workflows/json-imports.ts';
import { statSync } from 'node:fs';
import { bringUpEngine } from './rig/engine.ts';
import { enter } from './rig/enter.ts';
import { npmInContainer } from './rig/in-container.ts';
import { repository } from './rig/paths.ts';
import { foreignRegistries } from './workflows/registries.ts';
import { type Choice, readWords, usageLines } from './workflows/words.ts';

// Only now the parser that it imports can be.
const { refusals } = await import('./workflows/refusals.ts');
const say = (line: string) => console.log(line);
const given = process.argv.slice(2);
process.exitCode = await workflow();

async function workflow(): Promise<number> {
  const choice = await choices();
  const read = readWords(given, choice);
  if (read.kind === 'help') {
    for (const line of usageLines(choice)) say(line);
    return given.length === 0 ? 2 : 0;
  }
  if (read.kind === 'refused') return refuse([`${read.why}; npm run workflow -- --help tells more`]);
  const file = pathOf(read.words.file);
  const wrong = await problems(read.words.file, await readFile(file, 'utf8'));
  return wrong.length > 0 ? refuse(wrong) : runIt(read.words.file, file);
}

/** Where the engine is the user's own, ghcr.io would be the real one, so the private engine of a container has its place. */
async function runIt(word: string, file: string): Promise<number> {
  const { kind, env } = await bringUpEngine(say);
  if (kind === 'private') {
    const words = given.map((one) => (one === word ? file : one));
    return enter([process.execPath, join(import.meta.dirname, 'workflows', 'by-hand.ts'), ...words], env);
  }
  const inside = `/workflow/${basename(file)}`;
  const mount = `--mount=type=bind,source=${file},target=${inside},readonly`;
  const words = given.map((one) => (one === word ? inside : one));
  return enter(npmInContainer(['run', 'workflow', '--', ...words], [mount]), env);
}

async function problems(name: string, text: string): Promise<string[]> {
  const refused = await refusals({ name, text }, (path) => readFile(join(repository, path), 'utf8'));
  if (refused.length > 0) return refused.map((why) => `GitHub would refuse it: ${why}`);
  const foreign = foreignRegistries(text, ['ghcr.io']);
  const cure = 'ghcr.io and what vars.REGISTRY names are the registries here';
  return foreign.map((registry) => `${name} leads to ${registry}, which is a real registry; ${cure}`);
}

async function choices(): Promise<Choice> {
  const events = await readdir(join(repository, '__tests__', 'fixtures', 'events'));
  const workflows = await readdir(join(repository, 'workflows'));
  return {
    events: events.map((file) => basename(file, '.json')).toSorted(),
    workflows: workflows.map((file) => relative(process.cwd(), join(repository, 'workflows', file))).toSorted(),
    isFile: (path) => statSync(pathOf(path), { throwIfNoEntry: false })?.isFile() === true,
  };
}

/** npm runs scripts from the project's folder. */
function pathOf(file: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), file);
}

function refuse(lines: readonly string[]): number {
  for (const line of lines) console.error(`npm run workflow: ${line}`);
  return 2;
}
