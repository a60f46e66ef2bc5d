/** Tag rules applied to events: what a person finds in the registry. Written from docker/metadata-action's documentation. */
import { describe, expect, test } from '@jest/globals';
import { cleanTag, fingerprint } from '../../../../src/plan/tags/names.ts';
import { eventOf, heldOf, namesOf, planOf } from './tag-plans.ts';

interface More {
  readonly flavor?: string;
  readonly git?: readonly string[];
  readonly held?: readonly string[];
  /** The main tag where it is not the first one. */
  readonly main?: string;
}

/** Rules, event, tags in their order (the first is the main one), and what else there is to say. */
type Row = readonly [rules: string, event: string, tags: string, more?: More];

function table(rows: readonly Row[]): void {
  test.each(rows.map((row, index) => [row[0], row[1], row[3]?.flavor ?? '', row[2], index] as const))(
    '%j on %s, flavor %j: %s',
    async (tags, event, flavor, expected, index) => {
      const { git, held = [], main } = rows[index]?.[3] ?? {};
      const plan = await planOf({ context: eventOf(event), tags, flavor, gitTags: git });
      const names = expected.split(' ').filter(Boolean);
      expect(plan.problems).toEqual([]);
      expect(namesOf(plan)).toEqual(names);
      expect(heldOf(plan)).toEqual(held);
      expect(plan.mainTag).toBe(main ?? names[0] ?? '');
      expect(plan.tags.map(({ reference }) => reference)).toEqual(names.map((name) => `user/app:${name}`));
    },
  );
}

const sha = 'sha-8c1f0d3';
const long = '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';
const rc = ['latest: v2.0.0-rc.1 is not a plain release'];

describe('without rules', () => {
  table([
    ['', 'push main', `main ${sha}`],
    ['', 'push feature/login', `feature-login ${sha}`],
    ['', 'push releases/v1', `releases-v1 ${sha}`],
    ['', 'push my/feature#1245', `my-feature-1245 ${sha}`],
    ['', 'push Feature/ABC', `Feature-ABC ${sha}`],
    ['', 'push -foo', `foo ${sha}`],
    ['', 'tag v1.4.2', `1.4.2 1.4 1 ${sha} latest`],
    ['', 'tag 1.4.2', `1.4.2 1.4 1 ${sha} latest`],
    ['', 'tag v0.1.2', `0.1.2 0.1 ${sha} latest`],
    ['', 'tag v0.0.0', `0.0.0 0.0 ${sha} latest`],
    ['', 'tag v2.0.0-rc.1', `2.0.0-rc.1 ${sha}`, { held: rc }],
    ['', 'tag v1.4.2+linux', `1.4.2 1.4 1 ${sha} latest`],
    ['', 'tag v1.4', `1.4 1 ${sha} latest`],
    ['', 'tag v3', `3 ${sha} latest`],
    ['', 'release', `1.4.2 1.4 1 ${sha} latest`],
    ['', 'pr', 'pr-41 sha-5b6c7d8'],
    ['', 'fork', 'pr-42 sha-f00dbab'],
    ['', 'deleted-fork', 'pr-42 sha-f00dbab'],
    ['', 'dependabot', 'pr-43 sha-77aa88b'],
    ['', 'target', `pr-42 ${sha}`],
    ['', 'queue', 'pr-41 sha-0f1e2d3'],
    ['', 'schedule', 'nightly'],
    ['', 'dispatch', `main ${sha}`],
    ['', 'call', `main ${sha}`],
  ]);
});

describe('type=schedule', () => {
  table([
    ['type=schedule', 'schedule', 'nightly'],
    ['type=schedule', 'push main', ''],
    ['type=schedule', 'dispatch', ''],
    ['type=schedule,pattern=weekly', 'schedule', 'weekly'],
    ["type=schedule,pattern={{date 'YYYYMMDD'}}", 'schedule', '20261121'],
    ["type=schedule,pattern={{date 'YYYYMMDD' tz='Asia/Tokyo'}}", 'schedule', '20261122'],
    ["type=schedule,pattern={{date 'YYYYMMDD-HHmmss' tz='Europe/Berlin'}}", 'schedule', '20261121-233000'],
    ['type=schedule,pattern={{branch}}', 'schedule', 'main'],
    ['type=schedule,prefix=x-,suffix=-y', 'schedule', 'x-nightly-y'],
    ['type=schedule\ntype=ref,event=branch', 'schedule', 'nightly'],
    ['type=schedule\ntype=edge\ntype=sha', 'schedule', 'nightly'],
    ['type=schedule\ntype=raw,value=x', 'schedule', 'nightly x'],
    ['type=schedule\ntype=semver,pattern={{version}},value=v1.4.2', 'schedule', 'nightly 1.4.2'],
    ['type=semver,pattern={{version}},value=v1.4.2', 'schedule', '1.4.2 latest'],
    ['type=schedule', 'schedule', 'nightly latest', { flavor: 'latest=true' }],
  ]);
});

describe('type=semver', () => {
  const version = 'type=semver,pattern={{version}}';
  const three = `${version}\ntype=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{major}}`;
  table([
    [version, 'tag v1.4.2', '1.4.2 latest'],
    [version, 'release', '1.4.2 latest'],
    [version, 'push main', ''],
    [version, 'push v1.4.2', ''],
    [version, 'pr', ''],
    [version, 'queue', ''],
    [version, 'schedule', ''],
    [version, 'tag v1.4.2+b5', '1.4.2 latest'],
    ['type=semver,pattern={{raw}}', 'tag v1.4.2+b5', 'v1.4.2-b5 latest'],
    ['type=semver,pattern={{raw}}', 'tag v2.0.0-rc.1', 'v2.0.0-rc.1', { held: rc }],
    ['type=semver,pattern={{ raw }}', 'tag v2.0.0-rc.1', 'v2.0.0-rc.1', { held: rc }],
    ['type=semver,pattern=x{{raw}}', 'tag v2.0.0-rc.1', '2.0.0-rc.1', { held: rc }],
    [three, 'tag v1.4.2', '1.4.2 1.4 1 latest'],
    [three, 'tag v2.0.0-rc.1', '2.0.0-rc.1', { held: rc }],
    [three, 'tag v0.1.2', '0.1.2 0.1 0 latest'],
    [three, 'tag v1.2', '1.2 1 latest'],
    [three, 'tag v1', '1 latest'],
    ['type=semver,pattern={{major}}.{{minor}}.{{patch}}', 'tag v1.4.2', '1.4.2 latest'],
    ['type=semver,pattern=v{{major}}', 'tag v1.4.2', 'v1 latest'],
    ['type=semver,pattern={{#if major}}{{major}}{{/if}}', 'tag v0.4.2', ''],
    [`${version},prefix=v`, 'tag v1.4.2', 'v1.4.2 latest'],
    [`${version},value=v9.8.7`, 'push main', '9.8.7 latest'],
    [`${version},value=v9.8.7`, 'pr', '9.8.7 latest'],
    [
      `${version},value=v9.8.7-beta.1`,
      'push main',
      '9.8.7-beta.1',
      { held: ['latest: v9.8.7-beta.1 is not a plain release'] },
    ],
    [`${version},value=v9.8.7`, 'tag v1.4.2', '9.8.7 latest'],
    [`${version},match=p1/v(.*)$`, 'tag p1/v1.2.3', '1.2.3 latest'],
    [`${version},match=p1/v(.*)$`, 'tag v1.2.3', '1.2.3 latest'],
    [`${version},match=p1/v(.*)$\n${version},match=p2/v(.*)$`, 'tag p2/v1.2.3', '1.2.3 latest'],
    [`${version},enable=false`, 'tag v1.4.2', ''],
    [`${version},enable=false`, 'tag nightly', ''],
    [`${version},enable={{is_default_branch}}`, 'tag v1.4.2', ''],
  ]);
});

describe('type=pep440', () => {
  const version = 'type=pep440,pattern={{version}}';
  const three = `${version}\ntype=pep440,pattern={{major}}.{{minor}}\ntype=pep440,pattern={{major}}`;
  const held = (tag: string) => ({ held: [`latest: ${tag} is not a plain release`] });
  table([
    [version, 'tag 1.2.3', '1.2.3 latest'],
    [version, 'tag v1.2.3', '1.2.3 latest'],
    [version, 'tag 1.2.3beta2', '1.2.3b2', held('1.2.3beta2')],
    [version, 'tag 1.0dev4', '1.0.dev4', held('1.0dev4')],
    [version, 'tag 1.2.3rc2', '1.2.3rc2', held('1.2.3rc2')],
    [version, 'tag 1.2.3.post1', '1.2.3.post1', held('1.2.3.post1')],
    ['type=pep440,pattern={{raw}}', 'tag 1.2.3beta2', '1.2.3beta2', held('1.2.3beta2')],
    ['type=pep440,pattern={{raw}}', 'tag v1.2.3', 'v1.2.3 latest'],
    [three, 'tag 1.2.3', '1.2.3 1.2 1 latest'],
    [three, 'tag 1.2.3rc2', '1.2.3rc2', held('1.2.3rc2')],
    [three, 'tag 2026.11', '2026.11 2026 latest'],
    [three, 'tag 1.2.3.5', '1.2.3.5 1.2 1 latest'],
    [version, 'push main', ''],
    [version, 'pr', ''],
    [`${version},value=1.2.3`, 'push main', '1.2.3 latest'],
    [`${version},match=py-(.*)`, 'tag py-1.2.3', '1.2.3 latest'],
  ]);
});

describe('type=match', () => {
  table([
    ['type=match,pattern=\\d.\\d.\\d', 'tag v1.2.3', '1.2.3 latest'],
    ['type=match,pattern=v(.*),group=1', 'tag v1.2.3', '1.2.3 latest'],
    ['type=match,pattern=v(.*),group=1', 'tag v2.0.0-rc.1', '2.0.0-rc.1', { held: rc }],
    ['type=match,pattern=\\d{8}', 'tag 20200110-RC2', '20200110 latest'],
    ['type=match,pattern=\\d{8}', 'tag 20200110-RC2', '20200110', { flavor: 'latest=false' }],
    ['type=match,"pattern=\\d{1,3}"', 'tag v12.3.4', '12 latest'],
    ['type=match,pattern=v(\\d+\\.\\d+),group=1', 'tag v1.2.3', '1.2 latest'],
    ['type=match,pattern=p1/v(\\d.\\d.\\d),group=1', 'tag p1/v1.2.3', '1.2.3 latest'],
    ['type=match,pattern=/RELEASE-(\\w+)/i,group=1', 'tag release-Oslo', 'Oslo latest'],
    ['type=match,pattern=release-(?<name>\\w+),group=1', 'tag release-oslo', 'oslo latest'],
    ['type=match,pattern=\\d+,value=build 77', 'push main', '77 latest'],
    ['type=match,pattern=\\d+', 'push main', ''],
    ['type=match,pattern=\\d+', 'pr', ''],
    ['type=match,pattern=v(.*),group=1,prefix=r-', 'tag v1.2.3', 'r-1.2.3 latest'],
  ]);
});

describe('type=edge', () => {
  table([
    ['type=edge', 'push main', 'edge'],
    ['type=edge', 'push develop', ''],
    ['type=edge,branch=develop', 'push develop', 'edge'],
    ['type=edge,branch=develop', 'push main', ''],
    ['type=edge', 'tag v1.4.2', ''],
    ['type=edge', 'pr', ''],
    ['type=edge', 'queue', ''],
    ['type=edge', 'schedule', ''],
    ['type=edge', 'dispatch', 'edge'],
    ['type=edge,prefix=x-', 'push main', 'x-edge'],
    ['type=sha\ntype=edge', 'push main', `edge ${sha}`],
  ]);
});

describe('type=ref', () => {
  const branch = 'type=ref,event=branch';
  const tag = 'type=ref,event=tag';
  const pr = 'type=ref,event=pr';
  table([
    [branch, 'push main', 'main'],
    [branch, 'push feature/login', 'feature-login'],
    [branch, 'push a&b', 'a-b'],
    [branch, 'push v1.4.2', 'v1.4.2'],
    [branch, 'tag v1.4.2', ''],
    [branch, 'pr', ''],
    [branch, 'target', ''],
    [branch, 'queue', ''],
    [branch, 'schedule', ''],
    [branch, 'release', ''],
    [branch, 'dispatch', 'main'],
    [branch, 'call', 'main'],
    [tag, 'tag v1.4.2', 'v1.4.2 latest'],
    [tag, 'release', 'v1.4.2 latest'],
    [tag, 'tag v2.0.0-rc.1', 'v2.0.0-rc.1', { held: rc }],
    [tag, 'tag 1.0rc1', '1.0rc1', { held: ['latest: 1.0rc1 is not a plain release'] }],
    [tag, 'tag stable', 'stable latest'],
    [tag, 'tag p1/v1', 'p1-v1 latest'],
    [tag, 'push main', ''],
    [tag, 'pr', ''],
    [pr, 'pr', 'pr-41'],
    [pr, 'fork', 'pr-42'],
    [pr, 'target', 'pr-42'],
    [pr, 'queue', 'pr-41'],
    [pr, 'push main', ''],
    [pr, 'tag v1.4.2', ''],
    [`${pr},prefix=`, 'pr', '41'],
    [`${pr},prefix=review-,suffix=-x`, 'pr', 'review-41-x'],
    [`${pr}\n${branch}\ntype=sha`, 'target', `pr-42 ${sha}`],
    [`${tag}\ntype=semver,pattern={{version}}`, 'tag nightly-7', 'nightly-7 latest'],
  ]);
});

describe('type=raw', () => {
  table([
    ['type=raw,value=foo', 'push main', 'foo'],
    ['type=raw,value=foo', 'tag v1.4.2', 'foo'],
    ['type=raw,value=foo', 'pr', 'foo'],
    ['type=raw,value=foo', 'schedule', 'foo'],
    ['type=raw,foo', 'push main', 'foo'],
    ['foo', 'push main', 'foo'],
    ['foo,bar', 'push main', 'foo bar'],
    ['foo\nfoo', 'push main', 'foo'],
    ['type=raw,value=a b', 'push main', 'a-b'],
    ['type=raw,value=foo,enable=false', 'push main', ''],
    ['type=raw,value=latest,enable={{is_default_branch}}', 'push main', 'latest'],
    ['type=raw,value=latest,enable={{is_default_branch}}', 'push develop', ''],
    ['type=raw,value=latest,enable={{is_default_branch}}', 'schedule', 'latest'],
    ['type=raw,value=latest,enable={{is_not_default_branch}}', 'push develop', 'latest'],
    ['type=raw,value=latest,enable={{is_not_default_branch}}', 'pr', 'latest'],
    ['type=raw,value={{branch}}-{{sha}}', 'push main', 'main-8c1f0d3'],
    ['type=raw,value={{branch}}', 'push a&b', 'a-b'],
    ['type=raw,value={{branch}}', 'pr', ''],
    ['type=raw,value={{tag}}', 'tag v1.4.2', 'v1.4.2'],
    ['type=raw,value={{tag}}', 'push main', ''],
    ['type=raw,value=for-{{base_ref}}', 'pr', 'for-main'],
    ['type=raw,value=for-{{base_ref}}', 'queue', 'for-main'],
    ['type=raw,value=for-{{base_ref}}', 'tag v1.4.2', 'for-main'],
    ['type=raw,value={{#if is_default_branch}}stable{{else}}{{branch}}{{/if}}', 'push main', 'stable'],
    ['type=raw,value={{#if is_default_branch}}stable{{else}}{{branch}}{{/if}}', 'push develop', 'develop'],
    ['type=raw,value={{#unless is_default_branch}}try{{/unless}}', 'push main', ''],
    ["type=raw,value={{date 'YYYY-MM-DD'}}", 'push main', '2026-11-21'],
    ["type=raw,value={{date 'YYYYMMDD-HHmm' tz='Europe/Berlin'}}", 'push main', '20261121-2330'],
    ["type=raw,value={{commit_date 'YYYYMMDD-HHmmss'}}", 'push main', '20261120-103002'],
    ["type=raw,value={{commit_date 'HHmm' tz='Asia/Tokyo'}}", 'push main', '1930'],
  ]);
});

describe('type=sha', () => {
  table([
    ['type=sha', 'push main', sha],
    ['type=sha', 'tag v1.4.2', sha],
    ['type=sha', 'pr', 'sha-5b6c7d8'],
    ['type=sha', 'target', sha],
    ['type=sha', 'queue', 'sha-0f1e2d3'],
    ['type=sha', 'schedule', ''],
    ['type=sha,format=long', 'push main', `sha-${long}`],
    ['type=sha,prefix=', 'push main', '8c1f0d3'],
    ['type=sha,prefix=git-,suffix=-x', 'push main', 'git-8c1f0d3-x'],
    ['type=sha,prefix={{branch}}-', 'push main', 'main-8c1f0d3'],
  ]);
});

describe('flavor', () => {
  const version = 'type=semver,pattern={{version}}';
  const branch = 'type=ref,event=branch';
  table([
    [branch, 'push main', 'app-main-alpine', { flavor: 'prefix=app-\nsuffix=-alpine' }],
    [`${branch},prefix=,suffix=`, 'push main', 'main', { flavor: 'prefix=app-\nsuffix=-alpine' }],
    ['type=ref,event=pr', 'pr', 'pr-41-bal', { flavor: 'prefix=glo-\nsuffix=-bal' }],
    ['type=sha', 'push main', `${sha}-alpine`, { flavor: 'prefix=app-\nsuffix=-alpine' }],
    [branch, 'push main', 'main latest', { flavor: 'latest=true' }],
    ['type=ref,event=pr', 'push main', '', { flavor: 'latest=true' }],
    [version, 'tag v1.4.2', '1.4.2', { flavor: 'latest=false' }],
    [version, 'tag v1.4.2', '1.4.2-alpine latest-alpine', { flavor: 'suffix=-alpine' }],
    [version, 'tag v1.4.2', '1.4.2-alpine latest-alpine', { flavor: 'suffix=-alpine,onlatest=true' }],
    [version, 'tag v1.4.2', '1.4.2-alpine latest', { flavor: 'suffix=-alpine,onlatest=false' }],
    [version, 'tag v1.4.2', 'v1.4.2 latest', { flavor: 'prefix=v' }],
    [version, 'tag v1.4.2', 'v1.4.2 vlatest', { flavor: 'prefix=v,onlatest=true' }],
    [version, 'tag v2.0.0-rc.1', '2.0.0-rc.1', { flavor: 'latest=true', held: rc }],
    [branch, 'push main', 'main-on-main latest-on-main', { flavor: 'suffix=-on-{{branch}}\nlatest=true' }],
    ['latest', 'push main', 'latest', { flavor: 'latest=true' }],
    ['latest', 'push main', 'latest-alpine', { flavor: 'latest=true\nsuffix=-alpine' }],
    [`${version}\nlatest`, 'tag v1.4.2', '1.4.2 latest'],
    [`${version}\nlatest`, 'tag v1.4.2', '1.4.2-alpine latest-alpine', { flavor: 'suffix=-alpine' }],
    ['latest', 'push main', 'latest', { flavor: 'latest=false' }],
  ]);
});

describe('latest=auto and priority', () => {
  const version = 'type=semver,pattern={{version}}';
  table([
    [`type=raw,value=foo,priority=2000\n${version}`, 'tag v1.4.2', 'foo 1.4.2'],
    [`type=raw,value=foo,priority=900\n${version}`, 'tag v1.4.2', 'foo 1.4.2 latest'],
    [`${version}\ntype=raw,value=foo,priority=900`, 'tag v1.4.2', '1.4.2 foo latest'],
    [`type=ref,event=pr,priority=2000\n${version}`, 'tag v1.4.2', '1.4.2 latest'],
    [`type=raw,value=foo,priority=2000,enable=false\n${version}`, 'tag v1.4.2', '1.4.2 latest'],
    ['type=sha\nfoo\ntype=ref,event=branch', 'push main', `main foo ${sha}`],
    ['type=sha,priority=999\nfoo', 'push main', `${sha} foo`],
    ['type=sha,priority=200.5\nfoo', 'push main', `${sha} foo`],
    ['foo,bar\ntype=raw,value=last,priority=-1', 'push main', 'foo bar last'],
    ['type=raw,value=foo,priority=0\ntype=sha', 'push main', `${sha} foo`],
  ]);
});

describe('versions and backports', () => {
  const git = ['v2.3.0', 'v2.2.0', 'v1.9.3', 'v1.9.4', 'v1.8.7', 'v0.9.0', 'nightly', 'p1/v7.0.0'];
  const three =
    'type=semver,pattern={{version}}\ntype=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{major}}';
  const latest = 'latest: v2.3.0 is the highest release';
  const ofOne = [
    'type=ref,event=branch',
    'type=ref,event=pr',
    'type=semver,pattern={{version}},match=^app-v(.+)$',
    'type=semver,pattern={{major}}.{{minor}},match=^app-v(.+)$',
    'type=sha',
  ].join('\n');
  const py = ['2.0', '1.9', '1.9.1', '3.0rc1', '2.0.post1'];
  table([
    ['', 'tag v1.9.4', `1.9.4 1.9 1 ${sha}`, { git, held: [latest] }],
    ['', 'tag v2.3.0', `2.3.0 2.3 2 ${sha} latest`, { git }],
    ['', 'tag v2.3.0', `2.3.0 2.3 2 ${sha} latest`, { git: ['20240101', '1234', 'v2.2.9'] }],
    // An input that nobody filled in, as `value=${{ inputs.tag }}` of a dispatch.
    ['type=raw,value=\ntype=sha', 'dispatch', sha],
    // Packages of one repository: a prerelease and a backport are what they are behind a prefix too.
    [
      'type=match,pattern=app-v(\\d+),group=1',
      'tag app-v2.1.0-rc.1',
      '',
      {
        git: ['app-v2.0.0', 'lib-v9.0.0'],
        held: ['2: app-v2.1.0-rc.1 is not a plain release', 'latest: app-v2.1.0-rc.1 is not a plain release'],
      },
    ],
    [
      'type=match,pattern=app-v(\\d+),group=1',
      'tag app-v1.2.9',
      '',
      {
        git: ['app-v1.3.0', 'lib-v9.0.0'],
        held: ['1: app-v1.3.0 is higher', 'latest: app-v1.3.0 is the highest release'],
      },
    ],
    ['type=match,pattern=app-v(\\d+),group=1', 'tag app-v1.3.0', '1 latest', { git: ['app-v1.3.0', 'lib-v9.0.0'] }],
    // The rules of docs/monorepo.md for one image of several, which keep the tags of branches and pull requests.
    [ofOne, 'push main', `main ${sha}`, { git: ['app-v1.3.0', 'lib-v9.0.0'] }],
    [ofOne, 'pr', 'pr-41 sha-5b6c7d8'],
    [ofOne, 'tag app-v1.3.0', `1.3.0 1.3 ${sha} latest`, { git: ['app-v1.3.0', 'lib-v9.0.0'] }],
    [
      ofOne,
      'tag app-v1.2.9',
      `1.2.9 1.2 ${sha}`,
      { git: ['app-v1.3.0', 'lib-v9.0.0'], held: ['latest: app-v1.3.0 is the highest release'] },
    ],
    // Whoever asks for `latest`, and however the run's other tags come about.
    [
      'type=raw,value={{tag}}',
      'tag v1.6.0-rc.1',
      'v1.6.0-rc.1',
      { git: ['v1.5.0'], flavor: 'latest=true', held: ['latest: v1.6.0-rc.1 is not a plain release'] },
    ],
    ['', 'tag v2.3.1', `2.3.1 2.3 2 ${sha} latest`, { git }],
    ['', 'tag v1.8.8', `1.8.8 1.8 ${sha}`, { git, held: ['1: v1.9.4 is higher', latest] }],
    ['', 'tag v2.2.1', `2.2.1 2.2 ${sha}`, { git, held: ['2: v2.3.0 is higher', latest] }],
    ['', 'tag v1.8.6', `1.8.6 ${sha}`, { git, held: ['1.8: v1.8.7 is higher', '1: v1.9.4 is higher', latest] }],
    ['', 'tag v2.4.0-rc.1', `2.4.0-rc.1 ${sha}`, { git, held: ['latest: v2.4.0-rc.1 is not a plain release'] }],
    ['', 'tag v2.3.0', `2.3.0 2.3 2 ${sha} latest`, { git: [...git, 'v3.0.0-rc.1', 'v2.3.1-beta.1'] }],
    ['', 'tag v3.0.0', `3.0.0 3.0 3 ${sha} latest`, { git: [...git, 'v3.0.0-rc.9'] }],
    ['', 'tag v1.9.10', `1.9.10 1.9 1 ${sha}`, { git, held: [latest] }],
    ['', 'tag v1.9.4', `1.9.4 1.9 1 ${sha} latest`, { git: [] }],
    ['', 'tag v1.9', `${sha}`, { git, held: ['1.9: v1.9.4 is higher', '1: v1.9.4 is higher', latest] }],
    ['', 'tag v2.4', `2.4 2 ${sha} latest`, { git }],
    [
      three,
      'tag v1.9.4',
      '1.9.4-alpine 1.9-alpine 1-alpine',
      { git, flavor: 'suffix=-alpine', held: ['latest-alpine: v2.3.0 is the highest release'] },
    ],
    [
      three,
      'tag v1.8.8',
      '1.8.8-alpine 1.8-alpine',
      {
        git,
        flavor: 'suffix=-alpine',
        held: ['1-alpine: v1.9.4 is higher', 'latest-alpine: v2.3.0 is the highest release'],
      },
    ],
    [three, 'tag v2.3.0', '2.3.0-alpine 2.3-alpine 2-alpine latest-alpine', { git, flavor: 'suffix=-alpine' }],
    [
      three,
      'tag v2.4.0-rc.1',
      '2.4.0-rc.1-alpine',
      { git, flavor: 'suffix=-alpine', held: ['latest-alpine: v2.4.0-rc.1 is not a plain release'] },
    ],
    ['type=semver,pattern={{version}}\nlatest', 'tag v1.9.4', '1.9.4', { git, held: [latest] }],
    [
      'type=semver,pattern={{version}}\ntype=raw,value=latest,suffix=-alpine',
      'tag v1.9.4',
      '1.9.4',
      { git, held: ['latest-alpine: v2.3.0 is the highest release', latest] },
    ],
    ['type=semver,pattern={{version}}', 'tag v1.9.4', '1.9.4', { git, flavor: 'latest=true', held: [latest] }],
    ['type=semver,pattern={{version}}', 'tag v1.9.4', '1.9.4', { git, flavor: 'latest=false' }],
    ['latest', 'push main', 'latest', { git }],
    ['type=ref,event=tag', 'tag v1.9.4', 'v1.9.4', { git, held: [latest] }],
    ['type=ref,event=tag', 'tag v2.3.0', 'v2.3.0 latest', { git }],
    ['type=match,pattern=v(.*),group=1', 'tag v1.9.4', '1.9.4', { git, held: [latest] }],
    ['type=match,pattern=v(\\d+),group=1', 'tag v1.8.8', '', { git, held: ['1: v1.9.4 is higher', latest] }],
    ['type=match,pattern=v(\\d+),group=1', 'tag v1.9.4', '1', { git, held: [latest] }],
    ['type=match,pattern=v(\\d+\\.\\d+),group=1', 'tag v2.2.1', '2.2', { git, held: [latest] }],
    [
      'type=match,pattern=v(\\d+),group=1',
      'tag v2.4.0-rc.1',
      '',
      { git, held: ['2: v2.4.0-rc.1 is not a plain release', 'latest: v2.4.0-rc.1 is not a plain release'] },
    ],
    [
      'type=match,pattern=v(\\d+\\.\\d+),group=1',
      'tag v1.4.2',
      '',
      { git: ['v1.4.9'], held: ['1.4: v1.4.9 is higher', 'latest: v1.4.9 is the highest release'] },
    ],
    ['type=semver,pattern={{version}},value=v1.9.4', 'push main', '1.9.4', { git, held: [latest] }],
    [
      'type=semver,pattern={{major}},match=p1/v(.*)',
      'tag p1/v1.2.3',
      '1',
      { git, held: ['latest: p1/v7.0.0 is the highest release'] },
    ],
    ['type=semver,pattern={{major}},match=p1/v(.*)', 'tag p1/v8.0.0', '8 latest', { git: [...git, 'v9.0.0'] }],
    [
      'type=semver,pattern={{major}},match=p1/v(.*)',
      'tag v2.2.9',
      '',
      { git, held: ['2: v2.3.0 is higher', 'latest: p1/v7.0.0 is the highest release'] },
    ],
    [
      'type=pep440,pattern={{version}}\ntype=pep440,pattern={{major}}',
      'tag 1.9.1',
      '1.9.1 1',
      { git: py, held: ['latest: 2.0 is the highest release'] },
    ],
    ['type=pep440,pattern={{version}}\ntype=pep440,pattern={{major}}', 'tag 2.0', '2.0 2 latest', { git: py }],
    [
      'type=pep440,pattern={{version}}\ntype=pep440,pattern={{major}}',
      'tag 1.8',
      '1.8',
      { git: py, held: ['1: 1.9.1 is higher', 'latest: 2.0 is the highest release'] },
    ],
  ]);

  test('3,000 git tags', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => `v${1 + Math.floor(index / 500)}.${index % 500}.0`);
    const plan = await planOf({ context: eventOf('tag v3.499.1'), gitTags: many });
    expect(namesOf(plan)).toEqual(['3.499.1', '3.499', '3', sha]);
    expect(heldOf(plan)).toEqual(['latest: v6.499.0 is the highest release']);
  });

  test('git tags that nobody could ask for: the versions move, and a note says so', async () => {
    const plan = await planOf({ context: eventOf('tag v1.9.4'), unknown: 'GitHub answered 403' });
    expect(namesOf(plan)).toEqual(['1.9.4', '1.9', '1', sha, 'latest']);
    expect(plan.notes).toEqual([
      '1.9, 1, latest move unless the image shown now has a higher version: nobody says which versions exist (GitHub answered 403)',
    ]);
    const metadata = await planOf({
      context: eventOf('tag v1.9.4'),
      unknown: 'GitHub answered 403',
      stage: 'metadata',
    });
    expect(metadata.notes[0]).toContain('are given without a look at higher versions');
  });

  test('nothing is said of versions where none moves', async () => {
    const unknown = 'GitHub answered 403';
    for (const event of ['tag v2.0.0-rc.1', 'push main']) {
      expect((await planOf({ context: eventOf(event), unknown })).notes).toEqual([]);
    }
  });
});

describe('what decides whether a tag may move', () => {
  test.each([
    ['', 'tag v1.4.2', '1.4.2 fixed, 1.4 version, 1 version, sha-8c1f0d3 fixed, latest version'],
    ['', 'push main', 'main commit, sha-8c1f0d3 fixed'],
    ['', 'pr', 'pr-41 commit, sha-5b6c7d8 fixed'],
    ['', 'schedule', 'nightly commit'],
    ['type=edge\nlatest', 'push main', 'edge commit, latest commit'],
    ['type=ref,event=tag', 'tag stable', 'stable fixed, latest commit'],
    ['type=semver,pattern={{version}}\n1.4.2', 'tag v1.4.2', '1.4.2 fixed, latest version'],
    ['', 'tag v1.4', '1.4 version, 1 version, sha-8c1f0d3 fixed, latest version'],
    ['type=semver,pattern={{raw}}', 'tag v1.4.2', 'v1.4.2 fixed, latest version'],
    ['type=match,pattern=v(\\d+),group=1', 'tag v1.4.2', '1 version, latest version'],
    ['type=match,pattern=[a-z]+', 'tag oslo', 'oslo commit, latest commit'],
    ['type=pep440,pattern={{major}}.{{minor}}.{{patch}}', 'tag 1.2.3.5', '1.2.3 version, latest version'],
    ['type=pep440,pattern={{major}}.{{minor}}.{{patch}}', 'tag 1.2.3', '1.2.3 fixed, latest version'],
    ['type=pep440,pattern={{version}}', 'tag 1.2.3.5', '1.2.3.5 fixed, latest version'],
  ])('%j on %s: %s', async (tags, event, orders) => {
    const plan = await planOf({ context: eventOf(event), tags });
    expect(plan.tags.map(({ name, order }) => `${name} ${order.kind}`).join(', ')).toBe(orders);
  });
});

describe('a git tag that no rule for versions reads is a problem', () => {
  const cure =
    'tag a version such as v1.2.3, add a rule such as type=ref,event=tag, or start the workflow for version tags only';
  test.each([
    ['', 'nightly', 'tags', 'is no version that type=semver can read'],
    ['', 'v01.4.2', 'tags', 'is no version that type=semver can read'],
    ['type=sha\ntype=pep440,pattern={{version}}', 'oslo', 'tags (line 2)', 'is no version that type=pep440 can read'],
    ['type=match,pattern=v(.*),group=1', 'oslo', 'tags (line 1)', 'is not matched by v(.*)'],
    [
      'type=semver,pattern={{version}},match=p1/v(.*)$',
      'p2/v1.2.3',
      'tags (line 1)',
      'is no version that type=semver can read',
    ],
    [
      'type=semver,pattern={{version}}\ntype=raw,value=x',
      'oslo',
      'tags (line 1)',
      'is no version that type=semver can read',
    ],
  ])('%j on the tag %s', async (tags, tag, input, wrong) => {
    const { problems } = await planOf({ context: eventOf(`tag ${tag}`), tags });
    expect(problems).toEqual([{ input, value: tag, wrong, cure }]);
  });

  test.each(['type=sha', 'foo', 'type=ref,event=tag'])('but not under %s', async (tags) => {
    expect((await planOf({ context: eventOf('tag oslo'), tags })).problems).toEqual([]);
  });
});

test('a group that the pattern does not have is a problem', async () => {
  const { problems } = await planOf({ context: eventOf('tag v1.2.3'), tags: 'type=match,pattern=v(.*),group=2' });
  const cure = 'write 0 for the whole match, 1 for the first (…)';
  expect(problems).toEqual([
    { input: 'tags (line 1)', value: 'group=2', wrong: 'asks for a group that v(.*) does not have', cure },
  ]);
});

describe('latest of a git tag that is no version', () => {
  const git = ['v1.9.4', 'v2.0.0', 'oslo'];
  table([
    [
      'type=ref,event=tag',
      'tag oslo',
      'oslo',
      { git, held: ['latest: oslo is no version, and v2.0.0 is the highest release'] },
    ],
    ['type=ref,event=tag', 'tag oslo', 'oslo latest', { git: ['oslo', '20261121'] }],
    ['type=ref,event=tag\nlatest', 'tag oslo', 'oslo latest', { git }],
    ['type=ref,event=tag', 'tag oslo', 'oslo latest', { git, flavor: 'latest=true' }],
    [
      'type=match,pattern=[a-z]+',
      'tag oslo',
      'oslo',
      { git, held: ['latest: oslo is no version, and v2.0.0 is the highest release'] },
    ],
  ]);
});

describe('a value that is no version', () => {
  test.each([
    [
      'push main',
      'type=ref,event=branch\ntype=semver,pattern={{version}},value=1.2.x',
      'Line 2 of tags gives no tag: 1.2.x is no version that type=semver can read',
    ],
    [
      'push main',
      'type=match,pattern=v(.*),value={{branch}}',
      'Line 1 of tags gives no tag: main is not matched by v(.*)',
    ],
    [
      'tag v1.2.3',
      'type=semver,pattern={{version}}\ntype=pep440,pattern={{version}},value=x',
      'Line 2 of tags gives no tag: x is no version that type=pep440 can read',
    ],
  ])('on %s', async (event, tags, note) => {
    const plan = await planOf({ context: eventOf(event), tags });
    expect(plan.problems).toEqual([]);
    expect(plan.notes).toEqual([note]);
  });
});

describe('expressions that only this run shows to be wrong', () => {
  test.each([
    [
      'type=raw,value=x,enable={{branch}}',
      '',
      'tags (line 1)',
      'enable={{branch}}',
      'gives "main" and not true or false',
    ],
    [
      "type=raw,value=x{{#if branch}}{{date 'YYYY' tz='Mars/Base'}}{{/if}}",
      '',
      'tags (line 1)',
      'type=raw',
      'names the time zone "Mars/Base", which the IANA database does not have',
    ],
    [
      'type=raw,value=x,prefix=',
      "prefix={{#if branch}}{{date 'YYYY' tz='Mars/Base'}}{{/if}},onlatest=true",
      'flavor',
      "{{#if branch}}{{date 'YYYY' tz='Mars/Base'}}{{/if}}latest",
      'names the time zone "Mars/Base", which the IANA database does not have',
    ],
  ])('%s', async (tags, flavor, input, value, wrong) => {
    const { problems } = await planOf({ context: eventOf('push main'), tags, flavor });
    expect(problems).toMatchObject([{ input, value, wrong }]);
  });
});

describe('names', () => {
  test.each<[string, string, string[]]>([
    ['ghcr.io/acme/app', 'edge', ['ghcr.io/acme/app:edge']],
    ['ghcr.io/acme/app\nacme/app', 'a\nb', ['ghcr.io/acme/app:a', 'ghcr.io/acme/app:b', 'acme/app:a', 'acme/app:b']],
    ['GHCR.io/MyOrg/App', 'edge', ['ghcr.io/myorg/app:edge']],
    ['app', 'edge', ['app:edge']],
    ['docker.io/library/app\napp', 'edge', ['app:edge']],
    ['r.io/a', 'ghcr.io/acme/app:1', ['ghcr.io/acme/app:1']],
    ['r.io/a', 'edge\nghcr.io/acme/app:1,ghcr.io/acme/app:1', ['r.io/a:edge', 'ghcr.io/acme/app:1']],
    ['r.io/a', 'edge\nr.io/a:edge', ['r.io/a:edge']],
    ['name=r.io/a,enable=false\nr.io/b', 'edge', ['r.io/b:edge']],
  ])('%j with %j', async (images, tags, references) => {
    const plan = await planOf({ context: eventOf('push main'), images, tags });
    expect(plan.tags.map(({ reference }) => reference)).toEqual(references);
  });

  test('a full name alone is the version, and flavor leaves it as it is', async () => {
    const context = eventOf('push main');
    const plan = await planOf({ context, tags: 'ghcr.io/acme/app:7', flavor: 'prefix=x-,latest=true' });
    expect(plan).toMatchObject({ mainTag: '7', tags: [{ name: '7' }] });
    expect(plan.tags).toHaveLength(1);
  });

  test('a full name does not push what the rules hold back', async () => {
    const tags = 'type=semver,pattern={{version}}\nuser/app:latest\nuser/other:latest';
    const plan = await planOf({ context: eventOf('tag v1.9.4'), tags, gitTags: ['v2.3.0'] });
    expect(plan.tags.map(({ reference }) => reference)).toEqual(['user/app:1.9.4', 'user/other:latest']);
    expect(heldOf(plan)).toEqual(['latest: v2.3.0 is the highest release']);
  });
});

const grammar = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

describe('nasty branch names', () => {
  test.each([
    ['feature/ä b', 'feature-b'],
    ['$(id)', 'id-'],
    ['`id`', 'id-'],
    ['--push', 'push'],
    ['<img src=x>', 'img-src-x-'],
    ['.hidden', 'hidden'],
    ['a:b@c', 'a-b-c'],
    ['UPPER_case.1', 'UPPER_case.1'],
    ['::error::x', 'error-x'],
    ['日本/x', 'x'],
    ['{{date}}', 'date-'],
  ])('%j: %s', async (branch, tag) => {
    const plan = await planOf({ context: eventOf(`push ${branch}`), tags: 'type=ref,event=branch' });
    expect(plan.problems).toEqual([]);
    expect(namesOf(plan)).toEqual([tag]);
  });

  test('300 characters are cut and end in a hash of the whole', async () => {
    const branch = `feature/${'x'.repeat(292)}`;
    const [name] = namesOf(await planOf({ context: eventOf(`push ${branch}`), tags: 'type=ref,event=branch' }));
    expect(name).toHaveLength(128);
    expect(name).toBe(`feature-${'x'.repeat(108)}-${fingerprint(branch)}`);
  });

  test.each(['---', '...', '🚀', '日本', '_'])('nothing legible is refused, naming the branch: %s', async (branch) => {
    const cure = 'rename it, or write `tags` without the rule that uses it';
    expect((await planOf({ context: eventOf(`push ${branch}`) })).problems).toEqual([
      { input: 'tags', value: branch, wrong: 'leaves no letter or digit for a tag', cure },
    ]);
  });

  test('the rule that is to blame is told by its line', async () => {
    const { problems } = await planOf({ context: eventOf('push 🚀'), tags: 'edge\n\ntype=ref,event=branch' });
    expect(problems).toMatchObject([{ input: 'tags (line 3)', value: '🚀' }]);
  });

  test('a branch of no use to the rules is no problem', async () => {
    expect((await planOf({ context: eventOf('push 🚀'), tags: 'type=sha' })).problems).toEqual([]);
  });
});

describe('cleanTag', () => {
  test.each([
    [127, 'x'.repeat(127)],
    [128, 'x'.repeat(128)],
    [129, `${'x'.repeat(116)}-${fingerprint('x'.repeat(129))}`],
  ])('%d characters', (length, tag) => {
    expect(cleanTag('x'.repeat(length))).toBe(tag);
    expect(tag).toMatch(grammar);
  });

  test('tells long texts apart, also when only their end or a replaced character differs', () => {
    const start = 'x'.repeat(200);
    const texts = [`${start}a`, `${start}b`, `${start}/`, `${start}-`, `${start} `, start];
    expect(new Set(texts.map(cleanTag)).size).toBe(texts.length);
  });
});

test('the fingerprint never changes, since tags and caches carry it', () => {
  expect(['', 'main', 'ä'].map(fingerprint)).toEqual(['cbf29ce4842', '1f5962a2ce9', '0ac21207b71']);
});
