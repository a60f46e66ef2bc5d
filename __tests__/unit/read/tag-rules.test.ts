/** The `tags` input: rules of docker/metadata-action, full names of docker/build-push-action. */
import { describe, expect, test } from '@jest/globals';
import { defaultRules, readTagRules } from '../../../src/read/tag-rules.ts';

const full = (tag: string, repository = 'acme/app', registry = 'ghcr.io') => ({
  type: 'full',
  image: { registry, repository },
  tag,
});
const raw = (value: string) => ({ type: 'raw', value });
const semver = { type: 'semver', pattern: '{{version}}', value: '', match: '' };

/** Rules without what tests of their own look at, and what every rule has. */
async function rules(text: string): Promise<unknown[]> {
  const { value, problems } = await readTagRules(text);
  expect(problems).toEqual([]);
  return value.map(({ line: _line, priority: _priority, enable, ...rule }) =>
    enable === 'true' ? rule : { ...rule, enable },
  );
}

describe('every rule', () => {
  test.each<[string, object[]]>([
    ['type=schedule', [{ type: 'schedule', pattern: 'nightly' }]],
    ["type=schedule,pattern={{date 'YYYY'}}", [{ type: 'schedule', pattern: "{{date 'YYYY'}}" }]],
    ['type=semver,pattern={{version}}', [semver]],
    ['type=semver,pattern={{version}},value=v1.2.3', [{ ...semver, value: 'v1.2.3' }]],
    ['type=semver,pattern={{version}},match=p1/v(.*)', [{ ...semver, match: 'p1/v(.*)' }]],
    ['type=pep440,pattern={{major}}', [{ ...semver, type: 'pep440', pattern: '{{major}}' }]],
    ['type=match,pattern=v(.*)', [{ type: 'match', pattern: 'v(.*)', group: 0, value: '' }]],
    ['type=match,"pattern=\\d{1,3}",group=1', [{ type: 'match', pattern: '\\d{1,3}', group: 1, value: '' }]],
    ['type=match,pattern=a=b', [{ type: 'match', pattern: 'a=b', group: 0, value: '' }]],
    ['type=edge', [{ type: 'edge', branch: '' }]],
    ['type=edge,branch=develop', [{ type: 'edge', branch: 'develop' }]],
    ['type=ref,event=branch', [{ type: 'ref', event: 'branch' }]],
    ['type=ref,event=tag', [{ type: 'ref', event: 'tag' }]],
    ['type=ref,event=pr', [{ type: 'ref', event: 'pr' }]],
    ['type=ref,event=pr,prefix=r-,suffix=-x', [{ type: 'ref', event: 'pr', prefix: 'r-', suffix: '-x' }]],
    ['type=ref,event=branch,prefix=', [{ type: 'ref', event: 'branch', prefix: '' }]],
    ['type=sha', [{ type: 'sha', format: 'short' }]],
    ['type=sha,format=long,prefix=git-', [{ type: 'sha', format: 'long', prefix: 'git-' }]],
    ['type=raw,value=edge', [raw('edge')]],
    ['type=raw,edge', [raw('edge')]],
    ['type=raw,value=a b', [raw('a b')]],
    ['edge', [raw('edge')]],
    ['value=edge', [raw('edge')]],
    ['{{branch}}', [raw('{{branch}}')]],
    ['edge,latest', [raw('edge'), raw('latest')]],
    [' type=raw , value=edge ', [raw('edge')]],
    ['type=raw,"value=a,b"', [raw('a,b')]],
    ['TYPE=raw,Value=edge', [raw('edge')]],
    ['type=raw,value=edge,enable=false', [{ ...raw('edge'), enable: 'false' }]],
    ['type=raw,value=x,enable={{is_default_branch}}', [{ ...raw('x'), enable: '{{is_default_branch}}' }]],
    ['ghcr.io/acme/app:1', [full('1')]],
    ['ghcr.io/acme/app:1,ghcr.io/acme/app:2', [full('1'), full('2')]],
    ['localhost:5000/app:1', [full('1', 'app', 'localhost:5000')]],
    ['app:1', [full('1', 'library/app', 'docker.io')]],
    ['GHCR.io/Acme/App:V1', [full('V1')]],
    ['  # why\n\n  edge  \r\n', [raw('edge')]],
    ['# type=sha', []],
  ])('%j', async (text, expected) => expect(await rules(text)).toEqual(expected));
});

describe('every wrong rule, with its line', () => {
  const types = 'is not one of schedule, semver, pep440, match, edge, ref, raw, sha';
  const attributes = (...own: string[]) =>
    `is not one of the attributes ${['type', 'enable', 'priority', 'prefix', 'suffix', ...own].join(', ')}`;
  const plain = 'is not a tag, a rule such as type=sha, or a full name such as ghcr.io/acme/app:1';
  const enable = 'is not enable=true, enable=false or an expression such as enable={{is_default_branch}}';
  const event = 'is not event=branch, event=tag or event=pr';
  const looks = 'looks around or back, which can run without end';
  const groups = 'take the wanted part with (…) and `group`';
  const versionNames = 'raw, version, major, minor, patch, prerelease, build';
  const globalNames = 'branch, tag, sha, base_ref, is_default_branch, is_not_default_branch, date, commit_date';

  test.each<[string, number, string, string, string?]>([
    ['type=nope', 1, 'type=nope', types],
    ['edge\n\ntype=semvr,pattern={{version}}', 3, 'type=semvr', types, 'did you mean semver?'],
    ['# why\ntype=', 2, 'type=', types],
    ['type=constructor', 1, 'type=constructor', types],
    ['type=ref', 1, 'type=ref', 'has no event', 'write event=branch, event=tag or event=pr'],
    ['type=ref,event=push', 1, 'event=push', event],
    ['type=ref,event=pr,evnt=pr', 1, 'evnt', attributes('event'), 'did you mean event?'],
    ['type=ref,event=pr,format=long', 1, 'format', attributes('event')],
    ['type=raw,value=x,event=branch', 1, 'event', attributes('value')],
    ['type=edge,value=x', 1, 'value', attributes('branch')],
    ['type=raw,value=x,prio=1', 1, 'prio', attributes('value')],
    ['type=sha,priorty=1', 1, 'priorty', attributes('format'), 'did you mean priority?'],
    ['type=semver', 1, 'type=semver', 'has no pattern', 'write pattern={{version}} or another pattern'],
    ['type=pep440,pattern=', 1, 'pattern=', 'is not pattern={{version}} or another pattern'],
    [
      'type=semver,pattern={{vesion}}',
      1,
      'pattern={{vesion}}',
      `names {{vesion}}, which is not one of ${versionNames}`,
      'did you mean {{version}}?',
    ],
    [
      'type=semver,pattern={{branch}}',
      1,
      'pattern={{branch}}',
      `names {{branch}}, which is not one of ${versionNames}`,
    ],
    [
      'type=raw,value={{brnch}}',
      1,
      'value={{brnch}}',
      `names {{brnch}}, which is not one of ${globalNames}`,
      'did you mean {{branch}}?',
    ],
    ['type=sha,prefix={{major}}', 1, 'prefix={{major}}', `names {{major}}, which is not one of ${globalNames}`],
    [
      "type=schedule,pattern={{date 'YYYY' tz='Europe/Berln'}}",
      1,
      "pattern={{date 'YYYY' tz='Europe/Berln'}}",
      'names the time zone "Europe/Berln", which the IANA database does not have',
      'did you mean Europe/Berlin?',
    ],
    [
      "type=raw,value={{date 'YYYY' tz='nowhere at all'}}",
      1,
      "value={{date 'YYYY' tz='nowhere at all'}}",
      'names the time zone "nowhere at all", which the IANA database does not have',
      'write a name such as Europe/Berlin',
    ],
    ['type=raw,value={{date}}', 1, 'value={{date}}', 'has a date without one format', "write {{date 'YYYYMMDD'}}"],
    [
      "type=raw,value={{date 'YYYY' zone='UTC'}}",
      1,
      "value={{date 'YYYY' zone='UTC'}}",
      'gives a date "zone", which only takes tz',
      "write tz='Europe/Berlin'",
    ],
    ['type=match', 1, 'type=match', 'has no pattern', 'write pattern=REGULAR EXPRESSION'],
    ['type=match,pattern=v(.*),group=x', 1, 'group=x', 'is not the number of a group'],
    ['type=match,pattern=a(?=b)', 1, 'pattern=a(?=b)', looks, groups],
    ['type=match,pattern=(?<!a)b', 1, 'pattern=(?<!a)b', looks, groups],
    ['type=match,pattern=(a)\\1', 1, 'pattern=(a)\\1', looks, groups],
    ['type=semver,pattern={{version}},match=a(?!b)', 1, 'match=a(?!b)', looks, groups],
    [
      'type=match,pattern=/a/q',
      1,
      'pattern=/a/q',
      'has the flag "q", which is not one of i, m, s, g, u',
      'leave it out',
    ],
    ['type=sha,format=medium', 1, 'format=medium', 'is not format=short or format=long'],
    ['type=raw', 1, 'type=raw', 'has no value', 'write value=TAG'],
    ['type=sha,priority=high', 1, 'priority=high', 'is not a number'],
    ['type=sha,priority=', 1, 'priority=', 'is not a number'],
    ['type=sha,priority=1e3', 1, 'priority=1e3', 'is not a number'],
    ['type=sha,enable=yes', 1, 'enable=yes', enable],
    ['type=sha,enable=', 1, 'enable=', enable],
    ['-x', 1, '-x', plain],
    ['a b', 1, 'a b', plain],
    ['ok\nghcr.io/acme/app', 2, 'ghcr.io/acme/app', plain],
    ['ghcr.io/acme/app:-x', 1, 'ghcr.io/acme/app:-x', plain],
    ['<img src>', 1, '<img src>', plain],
  ])('%j', async (text, line, value, wrong, cure = '') => {
    expect((await readTagRules(text)).problems).toEqual([
      { input: `tags (line ${line})`, value, wrong, ...(cure !== '' && { cure }) },
    ]);
  });

  test.each([
    ['type=raw,value={{#if branch}}', 'value={{#if branch}}', /^is not an expression: Parse error/],
    ['type=raw,value={{', 'value={{', /^is not an expression: Parse error/],
    ['type=match,pattern=(', 'pattern=(', /^is not a regular expression: .+/],
    ['type=match,pattern=[z-a]', 'pattern=[z-a]', /^is not a regular expression: .+/],
  ])('%j in the words of the library', async (text, value, wrong) => {
    const { problems } = await readTagRules(text);
    expect(problems).toMatchObject([{ input: 'tags (line 1)', value }]);
    expect(problems[0]?.wrong).toMatch(wrong);
  });

  test('all wrong lines are told at once, and right ones are still read', async () => {
    const text = 'type=no\nedge\ntype=sha,format=x,enable=x\ntype=raw\ntype=match,pattern=(\n-';
    const { value, problems } = await readTagRules(text);
    expect(problems.map((problem) => [problem.input, problem.value])).toEqual([
      ['tags (line 1)', 'type=no'],
      ['tags (line 3)', 'enable=x'],
      ['tags (line 3)', 'format=x'],
      ['tags (line 4)', 'type=raw'],
      ['tags (line 5)', 'pattern=('],
      ['tags (line 6)', '-'],
    ]);
    expect(value).toHaveLength(1);
  });
});

test('an open quote is a problem of its line, not a fault', async () => {
  expect((await readTagRules('edge\ntype=raw,"value=x')).problems).toEqual([
    {
      input: 'tags (line 2)',
      value: 'type=raw,"value=x',
      wrong: 'has a quote that is not closed',
      cure: 'close it, or write a quote inside a quoted item twice',
    },
  ]);
});

describe('priority', () => {
  test.each<[string, number[]]>([
    [
      'type=sha\nedge\ntype=ref,event=pr\ntype=edge\ntype=match,pattern=x\ntype=semver,pattern=x\ntype=schedule',
      [7, 6, 5, 4, 3, 2, 1],
    ],
    ['type=sha,priority=1000\nedge', [1, 2]],
    ['a\nb\nc', [1, 2, 3]],
    ['type=raw,value=x,priority=0\ntype=sha', [2, 1]],
    ['type=raw,value=x,priority=-1\ntype=raw,value=y,priority=-0.5', [2, 1]],
  ])('%j: lines in the order %j', async (text, lines) => {
    expect((await readTagRules(text)).value.map((rule) => rule.line)).toEqual(lines);
  });
});

test.each(['', ' \n '])('without rules: nightly, three versions, branch, pull request, sha', async (text) => {
  expect((await readTagRules(text)).value).toBe(defaultRules);
  const types = defaultRules.map((rule) => rule.type);
  expect(types).toEqual(['schedule', 'semver', 'semver', 'semver', 'ref', 'ref', 'sha']);
});
