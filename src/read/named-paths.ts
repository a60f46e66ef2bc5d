/** Which paths the inputs name, so that a missing one is told before anything starts. */
import type { Inputs } from '../model/inputs.ts';

export interface NamedPath {
  readonly input: string;
  readonly path: string;
}

/** Folders of `build-contexts`, files of `secret-files`, keys of `ssh`. */
export function namedPaths(inputs: Pick<Inputs, 'buildContexts' | 'secrets' | 'ssh'>): readonly NamedPath[] {
  // `docker-image://…`, `https://…`, `target:…` and `git@…` are no paths.
  const folders = inputs.buildContexts.filter(({ value }) => !/^[a-z-]+:|^git@/.test(value));
  const secrets = inputs.secrets.flatMap((secret) => (secret.kind === 'file' ? secret.path : []));
  const keys = inputs.ssh.flatMap((entry) =>
    entry.includes('=') ? entry.slice(entry.indexOf('=') + 1).split(',') : [],
  );
  return [
    ...folders.map(({ value }) => ({ input: 'build-contexts', path: value })),
    ...secrets.map((path) => ({ input: 'secret-files', path })),
    ...keys.map((path) => ({ input: 'ssh', path })),
  ];
}
