/** The `tags` and `flavor` inputs: rules of docker/metadata-action, full names of docker/build-push-action. */
import { describe, expect, test } from '@jest/globals';
import { defaultRules, readFlavor, readTagRules } from '../../../src/read/tag-rules.ts';

const full = (tag: string, repository = 'acme/app', registry = 'ghcr.io') => ({
  type: 'full',
  image: { registry, repository },
  tag,
});

/** Rules without their line and priority, which tests of their own look at. */
function rules(text: string): unknown[] {
  const { value, problems } = readTagRules(text);
  expect(problems).toEqual([]);
  return value.map(({ line: _line, priority: _priority, ...rule }) => rule);
}

describe('every rule', () => {
  test.each<[string, object[]]>([
    ['type=ref,event=branch', [{ type: 'ref', event: 'branch' }]],
    ['type=ref,event=pr', [{ type: 'ref', event: 'pr' }]],
    ['type=ref,event=pr,prefix=review-,suffix=-x', [{ type: 'ref', event: 'pr', prefix: 'review-', suffix: '-x' }]],
    ['type=ref,event=branch,prefix=', [{ type: 'ref', event: 'branch', prefix: '' }]],
    ['type=semver,pattern={{version}}', [{ type: 'semver' }]],
    ['type=semver,pattern={{version}},value=v1.2.3', [{ type: 'semver', value: 'v1.2.3' }]],
    ['type=sha', [{ type: 'sha', format: 'short' }]],
    ['type=sha,format=short', [{ type: 'sha', format: 'short' }]],
    ['type=sha,format=long,prefix=git-', [{ type: 'sha', format: 'long', prefix: 'git-' }]],
    ['type=raw,value=edge', [{ type: 'raw', value: 'edge' }]],
    ['type=raw,edge', [{ type: 'raw', value: 'edge' }]],
    ['type=raw,value=a b', [{ type: 'raw', value: 'a b' }]],
    ['edge', [{ type: 'raw', value: 'edge' }]],
    ['value=edge', [{ type: 'raw', value: 'edge' }]],
    [
      'edge,latest',
      [
        { type: 'raw', value: 'edge' },
        { type: 'raw', value: 'latest' },
      ],
    ],
    [' type=raw , value=edge ', [{ type: 'raw', value: 'edge' }]],
    ['"type=raw","value=a,b"', [{ type: 'raw', value: 'a,b' }]],
    ['type=raw,"value=a,b"', [{ type: 'raw', value: 'a,b' }]],
    ['TYPE=raw,Value=edge', [{ type: 'raw', value: 'edge' }]],
    ['ghcr.io/acme/app:1', [full('1')]],
    ['ghcr.io/acme/app:1,ghcr.io/acme/app:2', [full('1'), full('2')]],
    ['localhost:5000/app:1', [full('1', 'app', 'localhost:5000')]],
    ['app:1', [full('1', 'library/app', 'docker.io')]],
    ['GHCR.io/Acme/App:V1', [full('V1')]],
    ['# why\nedge', [{ type: 'raw', value: 'edge' }]],
    ['  # why\n\n  edge  \r\n', [{ type: 'raw', value: 'edge' }]],
    ['type=raw,value=edge,enable=true', [{ type: 'raw', value: 'edge' }]],
    ['type=raw,value=edge,enable=false', []],
  ])('%j', (text, expected) => expect(rules(text)).toEqual(expected));
});

describe('every wrong rule, with its line', () => {
  const attributes = (...own: string[]) =>
    `is not one of the attributes ${['type', 'enable', 'priority', 'prefix', 'suffix', ...own].join(', ')}`;
  const plain = 'is not a tag, a rule such as type=sha, or a full name such as ghcr.io/acme/app:1';

  test.each<[string, number, string, string, string?]>([
    ['type=nope', 1, 'type=nope', 'is not one of ref, semver, sha, raw'],
    [
      'edge\n\ntype=semvr,pattern={{version}}',
      3,
      'type=semvr',
      'is not one of ref, semver, sha, raw',
      'did you mean semver?',
    ],
    ['# why\ntype=', 2, 'type=', 'is not one of ref, semver, sha, raw'],
    ['type=ref', 1, 'event=', 'is not event=branch or event=pr'],
    ['type=ref,event=tag', 1, 'event=tag', 'is not event=branch or event=pr'],
    ['type=ref,evnt=pr', 1, 'evnt', attributes('event'), 'did you mean event?'],
    ['type=ref,event=pr,format=long', 1, 'format', attributes('event')],
    ['type=semver', 1, 'pattern=', 'is not pattern={{version}}'],
    ['type=semver,pattern={{major}}', 1, 'pattern={{major}}', 'is not pattern={{version}}'],
    ['type=sha,format=medium', 1, 'format=medium', 'is not format=short or format=long'],
    ['type=raw', 1, 'value=', 'is not value=TAG'],
    ['type=raw,value=', 1, 'value=', 'is not value=TAG'],
    ['type=raw,value=x,prio=1', 1, 'prio', attributes('value')],
    ['type=sha,priority=high', 1, 'priority=high', 'is not a whole number'],
    ['type=sha,priority=-1', 1, 'priority=-1', 'is not a whole number'],
    ['type=sha,enable=yes', 1, 'enable=yes', 'is not enable=true or enable=false'],
    ['-x', 1, '-x', plain],
    ['a b', 1, 'a b', plain],
    ['ok\nghcr.io/acme/app', 2, 'ghcr.io/acme/app', plain],
    ['ghcr.io/acme/app:-x', 1, 'ghcr.io/acme/app:-x', plain],
    ['<img src>', 1, '<img src>', plain],
  ])('%j', (text, line, value, wrong, cure = '') => {
    expect(readTagRules(text).problems).toContainEqual({
      input: `tags (line ${line})`,
      value,
      wrong,
      ...(cure !== '' && { cure }),
    });
  });

  test('all wrong lines are told at once, and right ones are still read', () => {
    const { value, problems } = readTagRules('type=no\nedge\ntype=sha,format=x,enable=x\ntype=raw');
    expect(problems.map(({ input, value }) => [input, value])).toEqual([
      ['tags (line 1)', 'type=no'],
      ['tags (line 3)', 'enable=x'],
      ['tags (line 3)', 'format=x'],
      ['tags (line 4)', 'value='],
    ]);
    expect(value).toHaveLength(1);
  });
});

test('an open quote is a problem of its line, not a fault', () => {
  expect(readTagRules('edge\ntype=raw,"value=x').problems).toEqual([
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
    ['type=sha\nedge\ntype=ref,event=pr\ntype=semver,pattern={{version}}', [4, 3, 2, 1]],
    ['type=sha,priority=1000\nedge', [1, 2]],
    ['a\nb\nc', [1, 2, 3]],
    ['type=raw,value=x,priority=0\ntype=sha', [2, 1]],
  ])('%j: lines in the order %j', (text, lines) => {
    expect(readTagRules(text).value.map((rule) => rule.line)).toEqual(lines);
  });
});

test.each(['', ' \n '])('without rules: version, branch, pull request, sha', (text) => {
  expect(readTagRules(text).value).toBe(defaultRules);
  expect(defaultRules.map((rule) => rule.type)).toEqual(['semver', 'ref', 'ref', 'sha']);
});

test('only comments are no rules either', () => {
  expect(readTagRules('# type=sha\n')).toEqual({ value: [], problems: [] });
});

describe('flavor', () => {
  const none = { latest: false, prefix: '', suffix: '' };
  test.each<[string, object]>([
    ['', none],
    ['latest=true', { ...none, latest: true }],
    ['latest=false', none],
    ['prefix=a-\nsuffix=-b', { latest: false, prefix: 'a-', suffix: '-b' }],
    ['prefix=a-,latest=true', { latest: true, prefix: 'a-', suffix: '' }],
    ['suffix=', none],
    ['suffix=a\nsuffix=b', { ...none, suffix: 'b' }],
  ])('%j', (text, value) => expect(readFlavor(text)).toEqual({ value, problems: [] }));

  test.each<[string, string, string]>([
    ['latest=auto', 'latest=auto', 'is not latest=true or latest=false'],
    ['latest=', 'latest=', 'is not latest=true or latest=false'],
    ['onlatest=true', 'onlatest=true', 'is not one of latest=true|false, prefix=TEXT, suffix=TEXT'],
    ['latest', 'latest', 'is not one of latest=true|false, prefix=TEXT, suffix=TEXT'],
  ])('%j is wrong', (text, value, wrong) => {
    expect(readFlavor(text).problems).toEqual([{ input: 'flavor', value, wrong }]);
  });

  test('an open quote is a problem, not a fault', () => {
    expect(readFlavor('"prefix=a').problems).toMatchObject([
      { input: 'flavor', wrong: 'has a quote that is not closed' },
    ]);
  });
});
