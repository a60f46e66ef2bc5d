/** The job summary in a terminal. */
import { expect, test } from '@jest/globals';
import { summaryForTerminal } from '../../script/runner/terminal.ts';

test('a summary as the report writes it', () => {
  const summary = `## Published \`acme/app\`

<table>
<tr><th>Stage</th><th>Verdict</th><th>Time</th></tr>
<tr><td>Build</td><td>done &amp; <code>cached</code></td><td>12 s</td></tr>
<tr><td>Gate<br>licences</td><td>passed</td><td>3 s</td></tr>
</table>

| Tag | Digest |
| :-- | --: |
| \`v1.4.2\` | **sha256:ab** |
| a\\|b | &lt;none&gt; |

<details><summary>Log of the <b>build</b></summary>

\`\`\`sh
docker build . # <b>kept</b> &amp; **kept**
| not | a table |
| --- | ------- |
\`\`\`

</details>
<h3>Links</h3><pre><code>a &lt;b&gt;
  c</code></pre>
- [the run](https://example.test/run)
`;
  expect(summaryForTerminal(summary)).toBe(`Published acme/app
------------------

Stage     Verdict        Time
--------  -------------  ----
Build     done & cached  12 s
Gate      passed         3 s
licences

Tag     Digest
------  ---------
v1.4.2  sha256:ab
a|b     <none>

▼ Log of the build

    docker build . # <b>kept</b> &amp; **kept**
    | not | a table |
    | --- | ------- |

Links
-----

    a <b>
      c

- the run (https://example.test/run)
`);
});

test('a timeline is its bars by name', () => {
  const lines = ['gantt', '  dateFormat x', '  section deps', '  9.0 s RUN npm ci :0, 9000', '  section test'];
  const summary = ['Steps', '```mermaid', ...lines, '  1.5 s RUN npm test :9000, 10500', '```'].join('\n');
  expect(summaryForTerminal(summary)).toBe(
    'Steps\n\n    deps\n      9.0 s RUN npm ci\n    test\n      1.5 s RUN npm test\n',
  );
});

test('long lines and wide tables keep to 100 columns without losing a character', () => {
  const words = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const text = summaryForTerminal(`- ${words}\n\n| A | B |\n|---|---|\n| ${digest} | ${words} |\n`);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text.split('\n')[1]).toMatch(/^ {2}word/);
  expect(text.match(/word39/g)).toHaveLength(2);
});

test.each([
  ['&#65;&#x42;&apos;&nope;', "AB'&nope;\n"],
  ['&amp;lt;', '&lt;\n'],
  ['&#0;&#x110000;', '&#0;&#x110000;\n'],
  ['', '\n'],
])('%j becomes %j', (markdown, text) => {
  expect(summaryForTerminal(markdown)).toBe(text);
});
