/**
 * Writes what action.yml decides into README.md and the reusable workflow: `node script/docs.ts`. With `--check` nothing
 * is written, and the exit code is 1 when a file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAction } from './docs/action.ts';
import { fillPipeline } from './docs/pipeline.ts';
import { fillReadme } from './docs/readme.ts';
import { repository } from './rig/paths.ts';

const files = { 'README.md': fillReadme, '.github/workflows/pipeline.yml': fillPipeline } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const action = await readAction();
  let stale = 0;
  for (const [file, fill] of Object.entries(files)) {
    const path = join(repository, file);
    const text = await readFile(path, 'utf8');
    const wanted = fill(text, action);
    if (wanted === text) continue;
    if (words.includes('--check')) {
      console.error(`${file} does not show what action.yml says; run \`node script/docs.ts\` and commit the result`);
      stale += 1;
      continue;
    }
    await writeFile(path, wanted);
    console.log(`${file} written`);
  }
  return stale === 0 ? 0 : 1;
}
