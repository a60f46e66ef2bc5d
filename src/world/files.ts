/** The run's private folder, and the few files that are read and written. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../errors.ts';
import { type DockerHome, openDockerConfig } from './docker-config.ts';
import type { Files } from './ports.ts';

/** File access below `runFolder`; `home.to` is inside it. */
export function makeFiles(runFolder: string, home: DockerHome): Files {
  return {
    async openRunFolder(logins) {
      try {
        // The post step finds what a killed run left.
        await removeFolder(runFolder);
        await mkdir(runFolder, { recursive: true, mode: 0o700 });
        await openDockerConfig(home, logins);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ToolError(`The folder for temporary files cannot be used: ${why}`, {
          cure: 'RUNNER_TEMP must name a folder that this user may write to',
          cause,
        });
      }
    },
    removeRunFolder: () => removeFolder(runFolder),
    writeSecret: (path, content) => writeFile(path, content.reveal(), { mode: 0o600 }),
    async keep(name, content) {
      const path = join(runFolder, name);
      await mkdir(runFolder, { recursive: true, mode: 0o700 });
      await writeFile(path, content, { mode: 0o600 });
      return path;
    },
    read: (path) => readFile(path, 'utf8'),
    async replaceFolder(from, to) {
      await removeFolder(to);
      await mkdir(join(to, '..'), { recursive: true });
      await rename(from, to);
    },
    removeFolder,
  };
}

function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}
