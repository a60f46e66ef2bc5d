/**
 * A link to the registry that takes its time: every byte arrives later, and only so many fit through. It is a relay in
 * this process, since the kernel's own way (`tc netem`) is not in every kernel and would slow the whole machine's loopback.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Link extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number;
}

export const roundTripMilliseconds = 10;
export const bitsPerSecond = 1e9;

const bytesPerMillisecond = bitsPerSecond / 8 / 1000;
/** What a sender has under way at most, as a socket's buffers do. */
const mostUnderWay = 4 * 1024 * 1024;

/** Opens the link to a port of 127.0.0.1. All connections share it; each direction has its own width. */
export async function openLink(target: number): Promise<Link> {
  const [there, back] = [new Lane(), new Lane()];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    keep(near);
    near.pause();
    void sleep(roundTripMilliseconds).then(() => {
      const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
      keep(far);
      there.carry(near, far);
      back.carry(far, near);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close };
}

/** One direction. What is sent earlier arrives earlier. */
class Lane {
  readonly #underWay: { readonly at: number; readonly arrive: () => void }[] = [];
  #freeAt = 0;

  carry(from: Socket, to: Socket): void {
    let underWay = 0;
    from.on('data', (data: Buffer) => {
      underWay += data.length;
      if (underWay > mostUnderWay) from.pause();
      this.#send(data.length, () => {
        underWay -= data.length;
        if (!to.destroyed) to.write(data);
        if (underWay <= mostUnderWay) from.resume();
      });
    });
    from.on('end', () => this.#send(0, () => to.end()));
    from.on('close', () => this.#send(0, () => to.destroySoon()));
    from.resume();
  }

  #send(bytes: number, arrive: () => void): void {
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + bytes / bytesPerMillisecond;
    const at = this.#freeAt + roundTripMilliseconds / 2;
    this.#underWay.push({ at, arrive });
    if (this.#underWay.length === 1) this.#wait(at);
  }

  /** One timer for all: those of different lengths may end in another order than that of their ends. */
  #wait(at: number): void {
    setTimeout(() => this.#deliver(), Math.ceil(at - performance.now()));
  }

  #deliver(): void {
    let next = this.#underWay[0];
    while (next !== undefined && next.at <= performance.now()) {
      next.arrive();
      this.#underWay.shift();
      next = this.#underWay[0];
    }
    if (next !== undefined) this.#wait(next.at);
  }
}
