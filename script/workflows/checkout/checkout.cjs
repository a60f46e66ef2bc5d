// Runs as an action of its own, outside of this project's modules.
const { execFileSync, spawnSync } = require('node:child_process');
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const { GITHUB_REPOSITORY: own, GITHUB_SHA: sha, GITHUB_WORKSPACE: workspace } = process.env;
if (input('repository') !== own) throw new Error(`There is no repository ${input('repository')} here, only ${own}.`);

const folder = join(workspace, input('path'));
const remote = `file://${process.env.SLIPWAY_CALLER}`;
const git = (...words) => execFileSync('git', ['-C', folder, ...words], { stdio: ['ignore', 'inherit', 'inherit'] });
const has = (ref) => spawnSync('git', ['-C', folder, 'rev-parse', '--verify', '--quiet', ref]).status === 0;
const wanted = input('ref') || sha;
const isCommit = /^[0-9a-f]{40}$/.test(wanted);
const name = wanted.replace(/^refs\/(?:heads|tags)\//, '');
const depth = Number(input('fetch-depth'));
const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];

mkdirSync(folder, { recursive: true });
git('init', '--quiet', '--initial-branch=main');
git('remote', 'add', 'origin', remote);
if (depth === 0) git('fetch', '--quiet', 'origin', ...all);
const some = depth === 0 ? [] : [`--depth=${depth}`];
const tags = input('fetch-tags') === 'true' ? '--tags' : '--no-tags';
git('fetch', '--quiet', ...some, tags, 'origin', ...(isCommit ? [wanted] : [refSpec('heads'), refSpec('tags')]));
const tag = `refs/tags/${name}`;
const named = has(tag) ? tag : `refs/remotes/origin/${name}`;
git('checkout', '--quiet', '--force', '--detach', isCommit ? 'FETCH_HEAD' : named);

/** Like the real one, which has a named tag in the clone afterwards, and a pattern that may fit nothing. */
function refSpec(kind) {
  const into = kind === 'tags' ? 'refs/tags' : 'refs/remotes/origin';
  return `+refs/${kind}/${name}*:${into}/${name}*`;
}
