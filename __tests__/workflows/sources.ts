/** Every workflow of this project: its own, those to copy, and those that its documents show. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../../script/rig/paths.ts';

export interface Source {
  /** Below the repository; a block of a document has its number behind it: `docs/deploy.md#1`. */
  readonly name: string;
  readonly text: string;
}

/** The folders whose workflows are files: those that run here, and those that users copy. */
const folders = [join('.github', 'workflows'), 'workflows'];

export async function workflowFiles(): Promise<Source[]> {
  const names = await Promise.all(folders.map(yamlFiles));
  return Promise.all(names.flat().map(read));
}

/** The blocks that are whole workflows. */
export async function documentBlocks(): Promise<Source[]> {
  const pages = await readdir(join(repository, 'docs'), { recursive: true });
  const names = ['README.md', ...pages.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
  return (await Promise.all(names.map(read))).flatMap(blocksOf);
}

export function actionFile(): Promise<Source> {
  return read('action.yml');
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = await readdir(join(repository, folder)).catch(() => []);
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name));
}

async function read(name: string): Promise<Source> {
  return { name, text: await readFile(join(repository, name), 'utf8') };
}

function blocksOf({ name, text }: Source): Source[] {
  const blocks = [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block, index) => (isWorkflow(block) ? [{ name: `${name}#${index + 1}`, text: block }] : []));
}

function isWorkflow(block: string): boolean {
  // Some blocks are only the text of an input, which need not be YAML at all.
  const found = /^on:/m.test(block) ? (parse(block) as object) : {};
  return 'on' in found && 'jobs' in found;
}
