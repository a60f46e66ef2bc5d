/** Finds the proofs that other jobs have left: lines of JSON, files, or folders of files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Problem } from '../model/decision.ts';
import type { ReadProof } from '../model/facts.ts';
import { looksLikeProof, readProof } from '../read/proof.ts';

/** In the order in which they are named; files of a folder by their names. */
export async function findProofs(items: readonly string[], workspace: string): Promise<readonly ReadProof[]> {
  const found = await Promise.all(
    items.map((item, index) =>
      looksLikeProof(item) ? [understood(item, `line ${index + 1}`)] : atPath(item, resolve(workspace, item)),
    ),
  );
  return found.flat();
}

function understood(text: string, from: string): ReadProof {
  const proof = readProof(text);
  if (proof !== undefined) return { kind: 'read', from, proof };
  return refused(from, 'is no proof of a job with `stage: build` of this version');
}

/** Nobody reads more of what was given by mistake. */
const longest = 80;

function refused(value: string, wrong: string): ReadProof {
  const cure =
    'give it the output `proof` of a job with `stage: build`, the file that its `proof-file` names, or the folder into which actions/download-artifact has put these files';
  const short = value.length > longest ? `${value.slice(0, longest)}...` : value;
  return { kind: 'refused', problem: { input: 'proofs', value: short, wrong, cure } satisfies Problem };
}

async function atPath(from: string, path: string): Promise<readonly ReadProof[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [understood(await readFile(path, 'utf8'), from)];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && isProofName(entry.name));
    const names = files.map((entry) => relative(path, join(entry.parentPath, entry.name))).toSorted();
    if (names.length === 0) return [refused(from, 'is a folder without any file slipway-proof-….json')];
    return await Promise.all(
      names.map(async (name) => understood(await readFile(join(path, name), 'utf8'), join(from, name))),
    );
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (isDigest(from)) return [refused(from, 'is a digest')];
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code)) return [refused(from, 'does not exist in the workspace')];
    return [refused(from, `cannot be read (${code})`)];
  }
}

/** Other files of JSON are other artifacts of the run. */
function isProofName(name: string): boolean {
  return /^slipway-proof-.*\.json$/.test(name);
}

function isDigest(text: string): boolean {
  return /sha256:[0-9a-f]{64}$/.test(text);
}
