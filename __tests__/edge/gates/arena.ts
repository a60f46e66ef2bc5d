/** What the gates' tests stand on: small servers of busybox, and a look at everything that a run could leave. */
import { expect } from '@jest/globals';
import type { Registry } from '../../../script/rig/registry.ts';
import { candidates, docker, dockerfile, type Job, makeProject, openRegistry, runJob, type Wish } from '../stand.ts';

/** A web server on port 8080 whose answer is a file of the image, `/www/cgi-bin/answer`. */
export function server(answer: string, ...lines: readonly string[]): string {
  return dockerfile([
    'FROM base AS final',
    'RUN mkdir -p /www/cgi-bin && touch /www/index.html',
    `COPY --chmod=755 answer /www/cgi-bin/answer`,
    'EXPOSE 8080',
    ...lines,
    ...(lines.some((line) => /^(?:CMD|ENTRYPOINT) /.test(line)) ? [] : [`CMD ${httpd}`]),
  ]).replace('# answer', answer);
}

export const httpd = '["httpd", "-f", "-p", "8080", "-h", "/www"]';

/** A CGI script that answers with a status. */
export function answering(status: string, body = 'said'): string {
  return `#!/bin/sh\nprintf 'Status: ${status}\\r\\nContent-Type: text/plain\\r\\n\\r\\n${body}\\n'\n`;
}

/** Everything of the engine that a gate could make, by name. */
export async function everything(): Promise<string[]> {
  const lists = await Promise.all([
    docker('ps', '--all', '--format', 'container {{.Names}}'),
    docker('network', 'ls', '--format', 'network {{.Name}}'),
    docker('volume', 'ls', '--format', 'volume {{.Name}}'),
  ]);
  return lists.flatMap((text) => text.split('\n').filter((line) => line !== '')).toSorted();
}

export interface Gated extends Job {
  readonly registry: Registry;
}

/** Runs a job against a registry of its own, and sees that engine and RUNNER_TEMP are as they were before. */
export async function gate(
  files: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
  more: Partial<Wish> = {},
  then: (gated: Gated) => Promise<void> = async () => undefined,
): Promise<Job> {
  await using registry = await openRegistry();
  await using project = await makeProject(files);
  const before = await everything();
  const job = await runJob({ workspace: project.path, registry, inputs: { cache: 'none', ...inputs }, ...more });
  expect(await everything()).toEqual(before);
  expect(await candidates()).toEqual([]);
  expect(job.leftovers).toEqual([]);
  await then({ ...job, registry });
  return job;
}

/** The run failed with this first line, and not one write reached the registry. */
export async function failsWith(
  files: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
  message: string | RegExp,
  more: Partial<Wish> = {},
): Promise<Job> {
  return gate(files, inputs, more, async ({ main, registry }) => {
    const first = main.annotations.find(({ level }) => level === 'error')?.message.split('\n')[0] ?? main.log;
    expect(first).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(main.exitCode).toBe(1);
    expect(registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
    expect(await registry.tags('acme/app')).toEqual([]);
  });
}

/** Gives every container of a run 16 MB of memory as soon as there is one, as a small runner would. */
export function limitMemory(): AsyncDisposable {
  let over = false;
  const watching = (async () => {
    while (!over) {
      const ids = await docker('ps', '--quiet', '--filter', 'label=io.slipway.run');
      for (const id of ids.split('\n').filter((line) => line !== ''))
        await docker('update', '--memory=16m', '--memory-swap=16m', id).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      over = true;
      await watching;
    },
  };
}
