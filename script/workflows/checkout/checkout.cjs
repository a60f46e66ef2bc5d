// Runs as an action of its own, outside of this project's modules.
const { execFileSync } = require('node:child_process');
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const { GITHUB_REPOSITORY: own, GITHUB_SHA: sha, GITHUB_WORKSPACE: workspace } = process.env;
if (input('repository') !== own) throw new Error(`There is no repository ${input('repository')} here, only ${own}.`);

const folder = join(workspace, input('path'));
const remote = `file://${process.env.SLIPWAY_CALLER}`;
const git = (...words) => execFileSync('git', ['-C', folder, ...words], { stdio: ['ignore', 'inherit', 'inherit'] });
const wanted = input('ref') || sha;
const depth = Number(input('fetch-depth'));
const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];

mkdirSync(folder, { recursive: true });
git('init', '--quiet', '--initial-branch=main');
git('remote', 'add', 'origin', remote);
if (depth === 0) git('fetch', '--quiet', 'origin', ...all);
const some = depth === 0 ? [] : [`--depth=${depth}`];
git('fetch', '--quiet', ...some, input('fetch-tags') === 'true' ? '--tags' : '--no-tags', 'origin', wanted);
git('checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD');
