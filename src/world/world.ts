/** Builds the real world for a door. */
import { dirname, join } from 'node:path';
import { keeperDoor, makeCacheEntries } from './cache-entries.ts';
import { askCacheService, offeredCache } from './cache-service.ts';
import { hasContext } from './docker-config.ts';
import { openEngineSocket } from './engine-socket.ts';
import { makeFiles } from './files.ts';
import { childEnvironment, type Runner } from './github.ts';
import { askGitHub, deleteAtGitHub, tellGitHub } from './github-api.ts';
import { look } from './look.ts';
import type { World } from './ports.ts';
import { probe } from './probe.ts';
import { makeProcesses } from './process.ts';
import { askRegistry, openSession, readImage, readManifest, type SaidBefore, showTag } from './registry-api.ts';
import { listTar } from './tar.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface RealWorld extends World {
  /** Stops everything that runs; what is started after this only cleans up. */
  cancel(signal: NodeJS.Signals): void;
}

/** `runFolder` is private to one run; it need not exist yet. */
export function makeWorld(env: Env, runFolder: string, runName: string, runner: Runner): RealWorld {
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
  const from = env['DOCKER_CONFIG'] || join(env['HOME'] ?? '/root', '.docker');
  const buildxFolder = env['BUILDX_CONFIG'] || join(from, 'buildx');
  const dockerConfig = join(runFolder, 'docker');
  const cacheFolder = join(env['RUNNER_TOOL_CACHE'] || join(workspace, '..'), 'slipway-cache');
  const home = { from, to: dockerConfig, authConfig: env['DOCKER_AUTH_CONFIG'] };
  const socket = openEngineSocket(env, () => hasContext(home));
  const said: SaidBefore = new Map();
  const clean = (value: unknown) => (typeof value === 'string' ? runner.clean(value) : value);
  const processes = makeProcesses(workspace, childEnvironment(env, dockerConfig), socket);
  return {
    run: processes.run,
    cancel: processes.cancel,
    pause: processes.pause,
    probe,
    log: runner.log,
    mask: runner.mask,
    remember: runner.remember,
    askRegistry: (named, login, limitSeconds) => askRegistry(named, login, env, limitSeconds),
    showTag: (tag, login) => showTag(tag, login, env, said),
    readManifest: (named, login, limitSeconds) => readManifest(named, login, env, limitSeconds),
    readImage: (named, platform, login, limitSeconds) => readImage(named, platform, login, env, limitSeconds),
    openSession: (image, login) => openSession(image, login, env),
    askCacheService: () => askCacheService(env),
    ...makeCacheEntries(join(dirname(process.argv[1] ?? ''), keeperDoor), processes.run),
    askGitHub: (path, token) => askGitHub(path, token, env),
    deleteAtGitHub: (path, token) => deleteAtGitHub(path, token, env),
    tellGitHub: (path, body, token, method = 'POST') =>
      // The text of an issue is for everybody to read, and no runner masks it.
      tellGitHub(
        path,
        { method, body: JSON.stringify(body, (key, value) => (key === 'body' ? clean(value) : value)) },
        token,
        env,
      ),
    listTar,
    files: makeFiles(runFolder, home),
    look: (inputs) =>
      look(inputs, {
        workspace,
        runFolder,
        runName,
        cacheFolder,
        home,
        buildxFolder,
        cacheService: offeredCache(env),
        path: env['PATH'] ?? '',
        ownEngine: (env['DOCKER_HOST'] || 'unix://').startsWith('unix://') && (env['DOCKER_CONTEXT'] ?? '') === '',
        identity: (env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '') !== '',
        sourceDateEpoch: env['SOURCE_DATE_EPOCH'],
      }),
    every(milliseconds, callback) {
      const timer = setInterval(callback, milliseconds);
      return { [Symbol.dispose]: () => clearInterval(timer) };
    },
    now: () => performance.now(),
    time: () => Date.now(),
    random: Math.random,
  };
}
