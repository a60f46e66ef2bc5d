/** The cache service of GitHub Actions (version 2): whether this job has it, and whether it answers. */
import type { CacheService } from '../model/facts.ts';
import { type Env, send } from './http.ts';

/** What the runner offers, by the variables that it gives to actions. */
export function offeredCache(env: Env): CacheService {
  const names = ['ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_CACHE_SERVICE_V2'];
  if (names.some((name) => (env[name] ?? '') === ''))
    return { kind: 'absent', because: 'the runner offers no cache service' };
  switch (env['ACTIONS_CACHE_MODE']) {
    case 'none':
      return { kind: 'absent', because: 'the runner lets this job use no cache' };
    case 'read':
      return { kind: 'present', may: 'read' };
    case 'write-only':
      return { kind: 'present', may: 'write' };
    default:
      return { kind: 'present', may: 'read and write' };
  }
}

/** BuildKit waits for ever for a service that accepts and says nothing, so it is asked first. */
const limitMilliseconds = 3_000;
const method = 'twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL';

/** Asks for an entry that nobody has. Gives why the service is of no use, or undefined. Never rejects. */
export async function askCacheService(env: Env): Promise<string | undefined> {
  const headers = {
    authorization: `Bearer ${env['ACTIONS_RUNTIME_TOKEN'] ?? ''}`,
    'content-type': 'application/json',
  };
  const body = JSON.stringify({ key: 'slipway-asks', restore_keys: [], version: '0'.repeat(64) });
  try {
    const url = new URL(method, env['ACTIONS_RESULTS_URL']);
    const signal = AbortSignal.timeout(limitMilliseconds);
    const { status } = await send('POST', url, headers, { env, signal, body });
    return status < 400 ? undefined : `the cache service answered ${status}`;
  } catch (error) {
    const late = error instanceof Error && error.name === 'AbortError';
    return late
      ? `the cache service did not answer in ${limitMilliseconds / 1000} s`
      : `the cache service cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
  }
}
