/** The runner against the real @actions/core: what the toolkit writes arrives as it was meant. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Step } from '../../script/runner/driver.ts';
import { fixtureAction } from './fixture-action.ts';

const core = fileURLToPath(new URL('../../node_modules/@actions/core/lib/core.js', import.meta.url));

const MAIN = `
import * as core from '${core}';
core.setSecret('pass%word\\nsecond-line');
core.setOutput('json', { a: [1, 'ü\\n'] });
core.setOutput('given', core.getInput('my input') + core.getBooleanInput('yes') + core.getMultilineInput('list').join('+'));
core.saveState('container', 'id\\n7');
core.exportVariable('NAME', 'value\\nof two lines');
core.addPath('/opt/tool');
core.startGroup('Group: one, 100 %');
core.info('pass%word and second-line');
core.endGroup();
core.notice(\`100 %, a: b\\nnext\`, { title: 'T: 1, 2', file: 'src/a.ts', startLine: 3, endLine: 4, startColumn: 5 });
core.debug('unseen');
await core.summary.addHeading('Done').addTable([[{ data: 'a', header: true }], ['1']]).write();
core.setFailed('it broke');
`;
const POST = `
import * as core from '${core}';
core.info([core.getState('container'), process.env.NAME, process.env.PATH.split(':')[0]].join('|'));
`;

test('outputs, state, exports, masks, annotations and summary', async () => {
  const inputs = ['my input', 'yes', 'list'].map((name) => `  ${name}: { description: x }`).join('\n');
  await using action = await fixtureAction({ main: MAIN, post: POST, inputs });
  await using step = new Step(action.request({ inputs: { 'my input': ' v ', yes: 'True', list: 'a\n\n b ' } }));
  const main = await step.main();
  expect(main).toMatchObject({
    exitCode: 1,
    outcome: 'failure',
    log: '▼ Group: one, 100 %\n*** and ***\nNotice: 100 %, a: b\nnext\nError: it broke\n',
    outputs: { json: '{"a":[1,"ü\\n"]}', given: 'vtruea+b' },
    state: { container: 'id\n7' },
    env: { NAME: 'value\nof two lines' },
    path: ['/opt/tool'],
    masks: ['pass%word\nsecond-line', 'pass%word', 'second-line'],
    annotations: [
      {
        level: 'notice',
        message: '100 %, a: b\nnext',
        title: 'T: 1, 2',
        file: 'src/a.ts',
        line: 3,
        endLine: 4,
        column: 5,
      },
      { level: 'error', message: 'it broke' },
    ],
    summary: '<h1>Done</h1>\n<table><tr><th>a</th></tr><tr><td>1</td></tr></table>\n',
  });
  expect((await step.post())?.log).toBe('id\n7|value\nof two lines|/opt/tool\n');
});
