/** What a run gives to the runner. */
import { expect, jest, test } from '@jest/globals';
import { makeRunner } from '../../../src/world/github.ts';

/** What stands in the log when these secrets are known and these outputs are set. */
async function logOf(secrets: readonly string[], outputs: Readonly<Record<string, string>>): Promise<string> {
  const printed: string[] = [];
  const writing = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    const runner = makeRunner({});
    for (const secret of secrets) runner.mask(secret);
    await runner.publish({ lines: [], annotations: [], summary: '', outputs });
  } finally {
    writing.mockRestore();
  }
  return printed.join('');
}

test('outputs that no other job will get are told', async () => {
  const outputs = { tags: 'ghcr.io/acme/app:latest', 'tag-names': 'latest', pushed: 'true', json: '"latest"' };
  const line = 'A masked value is a part of these outputs, which GitHub gives to no other job: tags and tag-names';
  expect(await logOf(['test'], outputs)).toBe(`::add-mask::test\n${line}\n`);
});

test('a switch among the secrets takes no output away', async () => {
  expect(await logOf(['true'], { pushed: 'true' })).toBe('');
});
