/** Finds the proofs that other jobs have left: lines of JSON, files, or folders of files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Problem, ReadProof } from '../model.ts';
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

function refused(value: string, wrong: string): ReadProof {
  const cure =
    'give it the output `proof` of a job with `stage: build`, the file that its `proof-file` names, or the folder into which actions/download-artifact has put these files';
  return { kind: 'refused', problem: { input: 'proofs', value, wrong, cure } satisfies Problem };
}

async function atPath(from: string, path: string): Promise<readonly ReadProof[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [understood(await readFile(path, 'utf8'), from)];
    const names = (await readdir(path, { recursive: true })).filter(isProofName).toSorted();
    if (names.length === 0) return [refused(from, 'is a folder without any file slipway-proof-….json')];
    return await Promise.all(
      names.map(async (name) => understood(await readFile(join(path, name), 'utf8'), join(from, name))),
    );
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return [refused(from, isDigest(from) ? 'is a digest' : 'does not exist in the workspace')];
    throw error;
  }
}

/** Other files of JSON are other artifacts of the run. */
function isProofName(path: string): boolean {
  return /^slipway-proof-.*\.json$/.test(basename(path));
}

function isDigest(text: string): boolean {
  return /sha256:[0-9a-f]{64}$/.test(text);
}
