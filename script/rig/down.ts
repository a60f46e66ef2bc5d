/** Ends what the rig left running, and nothing else: `node script/rig/down.ts`. What it keeps on disk stays. */
import { stopPrivateEngine } from './engine.ts';
import { stopHosts } from './hosts/homes.ts';
import { stopLasting } from './lasting.ts';

await stopHosts();
await stopLasting();
await stopPrivateEngine();
console.log(
  'Stopped. What was downloaded, built and pushed stays in .rig/ for the next start; remove the folder to be rid of it.',
);
