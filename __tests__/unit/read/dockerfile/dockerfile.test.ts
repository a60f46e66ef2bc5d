/** Stages of a Dockerfile, also where the text tries to be misread. */
import { describe, expect, test } from '@jest/globals';
import { scanDockerfile } from '../../../../src/read/dockerfile/dockerfile.ts';

const lines = (...text: readonly string[]) => text.join('\n');
const tick = '`';

test.each<[string, string, [string | undefined, number][]]>([
  ['one', 'FROM a AS b', [['b', 1]]],
  [
    'several',
    lines('FROM a AS b', '', 'FROM c AS test', 'FROM b'),
    [
      ['b', 1],
      ['test', 3],
      [undefined, 4],
    ],
  ],
  ['lower case keywords, names in any case', 'from a as Test', [['test', 1]]],
  ['tabs', 'FROM\ta\tAS\tb', [['b', 1]]],
  ['a platform', 'FROM --platform=$BUILDPLATFORM a AS b', [['b', 1]]],
  ['ARG in FROM', lines('ARG V=1', `FROM a:\${V} AS b`), [['b', 2]]],
  ['a syntax line', lines('# syntax=docker/dockerfile:1', 'FROM a AS b'), [['b', 2]]],
  ['a comment that looks like a stage', lines('FROM a AS b', '# FROM x AS y'), [['b', 1]]],
  ['a continued line that looks like one', lines('FROM a AS b', 'RUN echo \\', '  FROM x AS y'), [['b', 1]]],
  ['AS on its own line', lines('FROM a \\', ' AS test'), [['test', 1]]],
  ['everything on its own line', lines('FROM \\', ' a \\', ' AS \\', ' test'), [['test', 1]]],
  [
    'a comment between',
    lines('FROM a AS \\', '# why', ' b', 'FROM c as test'),
    [
      ['b', 1],
      ['test', 4],
    ],
  ],
  ['the escape directive', lines(`# escape=${tick}`, 'FROM a AS b', `RUN x ${tick}`, ' FROM y AS z'), [['b', 2]]],
  [
    'a heredoc',
    lines('FROM a AS b', 'RUN <<EOF', 'FROM x AS y', 'EOF', 'FROM c AS d'),
    [
      ['b', 1],
      ['d', 5],
    ],
  ],
  [
    'a heredoc with tabs',
    lines('FROM a AS b', 'RUN <<-"E" cat', '\tFROM q AS r', '\tE', 'FROM c AS d'),
    [
      ['b', 1],
      ['d', 5],
    ],
  ],
  [
    'two heredocs',
    lines('FROM a AS b', 'COPY <<F <<G /', 'FROM q AS r', 'F', 'FROM s AS t', 'G', 'FROM c AS d'),
    [
      ['b', 1],
      ['d', 7],
    ],
  ],
  ['a byte order mark before a directive', '\uFEFF# escape=`\nFROM a `\n AS test', [['test', 2]]],
  [
    'Windows newlines in a heredoc',
    'FROM a\r\nRUN <<EOF\r\nFROM x AS y\r\nEOF\r\nFROM b AS test',
    [
      [undefined, 1],
      ['test', 5],
    ],
  ],
  [
    '<< in the middle of a string',
    lines('FROM a', 'RUN echo "a <<EOF b"', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  ['a byte order mark', '\uFEFFFROM a AS b', [['b', 1]]],
  [
    'Windows newlines',
    'FROM a AS b\r\nFROM c AS d\r\n',
    [
      ['b', 1],
      ['d', 2],
    ],
  ],
  ['no name at all', lines('FROM a', 'RUN x'), [[undefined, 1]]],
  ['a name cut in two', lines('FROM a AS te\\', 'st'), [['test', 1]]],
  [
    'a doubled escape continues nothing',
    lines('FROM a', 'RUN echo \\\\', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  [
    'an empty line inside an instruction',
    lines('FROM a', 'RUN x \\', '', '  FROM y AS z', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 5],
    ],
  ],
  [
    'a comment behind a continuation',
    lines('FROM a', '# x \\', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  [
    '<< in a string',
    lines('FROM a', 'RUN echo "a <<EOF" \'<<EOF\'', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  [
    '<< in arithmetic',
    lines('FROM a', 'RUN echo $((1<<n))', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  [
    'a here-string',
    lines('FROM a', 'RUN cat <<<EOF', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  [
    '<< in an instruction that takes no heredoc',
    lines('FROM a', 'ENV A=1 <<EOF', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  [
    'a heredoc with a number and a dash in its name',
    lines('FROM a', 'RUN cat 3<<my-eof', 'FROM x AS y', 'my-eof', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 5],
    ],
  ],
  [
    'a heredoc behind a continuation',
    lines('FROM a', 'RUN cat \\', '  <<EOF', 'FROM x AS y', 'EOF', 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 6],
    ],
  ],
  ...['<<\\EOF cat', 'cat > /x <<"EOF"', "cat <<'EOF' > '/q.sql'", 'cat 3<<EOF "a b"'].map(
    (run): [string, string, [string | undefined, number][]] => [
      `a heredoc as ${run}`,
      lines('FROM a AS b', `RUN ${run}`, 'FROM q AS r', 'EOF', 'FROM b AS test'),
      [
        ['b', 1],
        ['test', 5],
      ],
    ],
  ),
  [
    'a heredoc of two words, one behind another, and one that waits for a child image',
    lines(
      'FROM a',
      'COPY <<"E F" <<"G" /x/',
      'FROM 1',
      'E F',
      'FROM 2',
      'G',
      'ONBUILD RUN <<H',
      'FROM 3',
      'H',
      'FROM b AS t',
    ),
    [
      [undefined, 1],
      ['t', 10],
    ],
  ],
  [
    'a quote that is not closed',
    lines('FROM a', "RUN <<EOF echo don't", 'FROM b AS test'),
    [
      [undefined, 1],
      ['test', 3],
    ],
  ],
  ['two directives', lines('# syntax=docker/dockerfile:1', '# escape=`', 'FROM a `', ' AS test'), [['test', 3]]],
  ['a directive behind a comment is none', lines('# why', '# escape=`', 'FROM a \\', ' AS test'), [['test', 3]]],
  [
    'an escaped quote opens no string',
    "FROM a\nRUN echo it\\'s ok && cat <<EOF > /x && echo don\\'t\nFROM base AS test\nEOF\nFROM a AS end\n",
    [
      [undefined, 1],
      ['end', 5],
    ],
  ],
  ['nothing', '', []],
])('%s', (_, text, stages) => {
  expect(scanDockerfile(text).stages).toEqual(stages.map(([name, line]) => expect.objectContaining({ name, line })));
});

describe('what a stage copies from others', () => {
  test.each<[string, string, readonly object[]]>([
    ['a file', 'COPY --from=build /app /srv/', [{ from: 'build', sources: ['/app'], line: 2 }]],
    ['several', 'copy --from=0 /a b /srv/', [{ from: '0', sources: ['/a', 'b'], line: 2 }]],
    ['with other flags', 'COPY --link --from=a --chown=1:1 / /', [{ from: 'a', sources: ['/'], line: 2 }]],
    ['as an array', 'COPY --from=a ["/a b", "/c", "/"]', [{ from: 'a', sources: ['/a b', '/c'], line: 2 }]],
    ['as what is no array', 'COPY --from=a [ab] /', [{ from: 'a', sources: ['[ab]'], line: 2 }]],
    ['in quotes', 'COPY --from="a" "/a b" /', [{ from: 'a', sources: ['/a b'], line: 2 }]],
    ['over several lines', lines('COPY \\', ' --from=a \\', ' / /'), [{ from: 'a', sources: ['/'], line: 2 }]],
    ['the context', 'COPY / /', []],
    ['the context, and a path that looks like a flag', 'COPY / --from=a', []],
    ['for a child image', 'ONBUILD COPY --from=a / /', []],
    ['in a script', lines('RUN <<E', 'COPY --from=a / /', 'E'), []],
    ['in a comment', '# COPY --from=a / /', []],
    ['no path at all', 'COPY --from=a', []],
  ])('%s', (_, instruction, copies) => {
    expect(scanDockerfile(lines('FROM x AS a', instruction)).stages).toEqual([expect.objectContaining({ copies })]);
  });

  test('each stage has its own', () => {
    const text = lines('FROM x AS a', 'FROM y AS b', 'COPY --from=a /1 /', 'FROM z', 'COPY --from=b /2 /');
    expect(scanDockerfile(text).stages.map(({ copies }) => copies.map(({ line }) => line))).toEqual([[], [3], [5]]);
  });
});

describe('the variables of a stage', () => {
  test.each<[string, readonly string[]]>([
    ['ARG A', ['A']],
    ['arg A=1 B C="x y"', ['A', 'B', 'C']],
    ['ENV A=1 B="x C=2" D=', ['A', 'B', 'D']],
    ['ENV A 1 B=2', ['A']],
    ['ENV A', ['A']],
    ['RUN A=1 make', []],
    ['LABEL A=1', []],
    ['ONBUILD ENV A=1', []],
  ])('%s', (instruction, names) => {
    const variables = names.map((name) => ({ name, line: 3 }));
    const { stages } = scanDockerfile(lines('ARG GLOBAL=1', 'FROM x', instruction));
    expect(stages).toEqual([expect.objectContaining({ variables })]);
  });
});
