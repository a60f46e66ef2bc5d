/** The service that is built: thousands of small dependencies, a compile step and a test step of about a second each. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Sample extends AsyncDisposable {
  readonly folder: string;
  /** Changes one line of the source. */
  change(): Promise<void>;
}

/** 40 MB in files of 10 kB, half of which a compressor can save: what `npm ci` leaves, without a network. */
const install = `
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const seed = readFileSync('package.json');
for (let index = 0; index < 4000; index++) {
  const key = createHash('sha256').update(seed).update(String(index)).digest();
  const text = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(5000)).toString('hex');
  const folder = 'node_modules/package-' + Math.floor(index / 20);
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + '/' + index + '.js', '// ' + text);
}
`;

/** Work that takes the same steps every time, so that a busy machine shows. */
const compile = `
import { pbkdf2Sync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const source = readFileSync('src/main.mjs');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/main.mjs', source + '// ' + pbkdf2Sync(source, 'compile', 7_000_000, 32, 'sha256').toString('hex'));
`;

const test = `
import { pbkdf2Sync } from 'node:crypto';
import { answer } from './src/main.mjs';
pbkdf2Sync(String(answer), 'test', 7_000_000, 32, 'sha256');
if (typeof answer !== 'number') throw new Error('no answer');
`;

const dockerfile = (base: string) => `FROM ${base} AS deps
WORKDIR /app
COPY package.json install.mjs ./
RUN node install.mjs

FROM deps AS build
COPY compile.mjs ./
COPY src ./src
RUN node compile.mjs

FROM deps AS test
COPY test.mjs ./
COPY src ./src
RUN node test.mjs

FROM ${base} AS final
WORKDIR /app
COPY --from=deps /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
CMD ["node", "dist/main.mjs"]
`;

/** Writes it to a folder of its own. `word` keeps its steps apart from those of another sample in the same engine. */
export async function makeSample(base: string, word: string): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  let answer = 0;
  const source = join(folder, 'src', 'main.mjs');
  const change = () => writeFile(source, `export const answer = ${++answer};\n`);
  const files = { Dockerfile: dockerfile(base), 'package.json': JSON.stringify({ name: word, type: 'module' }) };
  const programs = { 'install.mjs': install, 'compile.mjs': compile, 'test.mjs': test };
  await mkdir(join(folder, 'src'));
  for (const [name, text] of Object.entries({ ...files, ...programs })) await writeFile(join(folder, name), text);
  await change();
  return { folder, change, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
