/** Image names against the grammar of github.com/distribution/reference. */
import { describe, expect, test } from '@jest/globals';
import { canonicalRegistry, isRegistry, isTag, readFullTag, readImageName } from '../../../src/read/image-name.ts';

const a = (count: number) => 'a'.repeat(count);
const digest = `sha256:${a(64)}`;

test.each([
  ['app', 'docker.io', 'library/app'],
  ['acme/app', 'docker.io', 'acme/app'],
  ['docker.io/app', 'docker.io', 'library/app'],
  ['docker.io/library/app', 'docker.io', 'library/app'],
  ['index.docker.io/app', 'docker.io', 'library/app'],
  ['registry-1.docker.io/acme/app', 'docker.io', 'acme/app'],
  ['ghcr.io/acme/app', 'ghcr.io', 'acme/app'],
  ['GHCR.IO/Acme/App', 'ghcr.io', 'acme/app'],
  ['EXAMPLE/app', 'docker.io', 'example/app'],
  ['ghcr.io:443/acme/app', 'ghcr.io:443', 'acme/app'],
  ['localhost/app', 'localhost', 'app'],
  ['Localhost/App', 'localhost', 'app'],
  ['localhost:5000/app', 'localhost:5000', 'app'],
  ['127.0.0.1:5000/a/b/c', '127.0.0.1:5000', 'a/b/c'],
  ['registry:5000/app', 'registry:5000', 'app'],
  ['[::1]/app', '[::1]', 'app'],
  ['[::1]:5000/app', '[::1]:5000', 'app'],
  ['[FE80::1]:5000/app', '[fe80::1]:5000', 'app'],
  ['a.b', 'docker.io', 'library/a.b'],
  ['a_b', 'docker.io', 'library/a_b'],
  ['a__b', 'docker.io', 'library/a__b'],
  ['a---b', 'docker.io', 'library/a---b'],
  [a(255), 'docker.io', `library/${a(255)}`],
])('%s', (text, registry, repository) => {
  expect(readImageName(text)).toEqual({ ok: true, name: { registry, repository } });
});

describe('refused', () => {
  const grammar = 'is not an image name';
  const tag = 'has a tag';
  test.each([
    ['', grammar],
    ['.', grammar],
    ['-x', grammar],
    ['x-', grammar],
    ['_x', grammar],
    ['a..b', grammar],
    ['a._b', grammar],
    ['a___b', grammar],
    ['a b', grammar],
    ['acme//app', grammar],
    ['/app', grammar],
    ['acme/', grammar],
    ['ghcr.io/', grammar],
    ['ghcr.io/ä/b', grammar],
    ['ghcr.io/$(id)', grammar],
    ['http://ghcr.io/acme/app', grammar],
    ['-host.com/app', grammar],
    ['host-.com/app', grammar],
    ['a_b.com/app', grammar],
    ['x..y.com/app', grammar],
    ['host:/app', grammar],
    ['host:abc/app', grammar],
    ['host:123456/app', grammar],
    ['[::1/app', grammar],
    [a(256), grammar],
    [`ghcr.io/${a(248)}`, grammar],
    ['app:1', tag],
    ['host:5000', tag],
    ['ghcr.io/acme/app:1', tag],
    ['localhost:5000/app:1', tag],
    ['[::1]:5000/app:1', tag],
    [`ghcr.io/acme/app@${digest}`, 'has a digest, and the digest is what a build makes'],
    [`ghcr.io/acme/app:1@${digest}`, 'has a digest, and the digest is what a build makes'],
  ])('%s', (text, wrong) => {
    expect(readImageName(text)).toMatchObject({ ok: false, wrong, cure: expect.any(String) });
  });
});

describe('full names', () => {
  test.each([
    ['ghcr.io/acme/app:1', 'ghcr.io', 'acme/app', '1'],
    ['app:V1', 'docker.io', 'library/app', 'V1'],
    ['localhost:5000/app:v1.2', 'localhost:5000', 'app', 'v1.2'],
    ['[::1]:5000/a:1', '[::1]:5000', 'a', '1'],
    ['a:_x', 'docker.io', 'library/a', '_x'],
    [`a:${a(128)}`, 'docker.io', 'library/a', a(128)],
  ])('%s', (text, registry, repository, tag) => {
    expect(readFullTag(text)).toEqual({ image: { registry, repository }, tag });
  });

  test.each(['acme/app', 'localhost:5000/app', ':1', 'a:', 'a:-x', 'a:.x', `a:${a(129)}`, `a@${digest}`, '-x:1'])(
    'no full name: %s',
    (text) => expect(readFullTag(text)).toBeUndefined(),
  );
});

test.each([
  ['1', true],
  ['_', true],
  ['a-b.c_D', true],
  [a(128), true],
  [a(129), false],
  ['', false],
  ['-a', false],
  ['.a', false],
  ['a/b', false],
  ['ä', false],
  ['a\n', false],
])('tag %j: %s', (text, legal) => expect(isTag(text)).toBe(legal));

test.each([
  ['', 'docker.io', true],
  ['docker.io', 'docker.io', true],
  ['https://index.docker.io/v1/', 'docker.io', true],
  ['hub.docker.com', 'docker.io', true],
  ['https://GHCR.io/v2/', 'ghcr.io', true],
  [' localhost:5000 ', 'localhost:5000', true],
  ['bad host', 'bad host', false],
  ['user:pass@ghcr.io', 'user:pass@ghcr.io', false],
])('registry %j', (text, host, legal) => {
  expect(canonicalRegistry(text)).toBe(host);
  expect(isRegistry(text)).toBe(legal);
});
