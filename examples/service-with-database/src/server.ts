/** Starts the service, and stops it when it is told to. */
import { makeServer } from './app.ts';
import { openPool } from './database.ts';
import { visitsIn } from './visits.ts';

/** Answers that are under way get this long before the process ends. */
const graceMilliseconds = 3_000;

const port = Number(process.env['PORT'] ?? 8080);
const pool = openPool();
const server = makeServer(visitsIn(pool));

server.listen(port, () => console.log(`listening on port ${port}`));
server.on('close', () => void pool.end());

// The process is number 1 in its container, where the kernel ignores signals that nobody handles.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.log(`${signal}: stopping`);
    server.close();
    setTimeout(() => server.closeAllConnections(), graceMilliseconds).unref();
  });
}
