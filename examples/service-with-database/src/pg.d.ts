/** The few words of the package `pg` that this service says, so that no other package has to describe them. */
declare module 'pg' {
  export interface Result<Row> {
    readonly rows: readonly Row[];
  }

  export interface Queryable {
    query<Row>(text: string, values?: readonly unknown[]): Promise<Result<Row>>;
  }

  export interface Client extends Queryable {
    /** Gives the connection back to the pool, or closes it. */
    release(close?: boolean): void;
  }

  export interface PoolOptions {
    readonly connectionString: string;
    readonly connectionTimeoutMillis: number;
    readonly query_timeout: number;
  }

  export class Pool implements Queryable {
    constructor(options: PoolOptions);
    query<Row>(text: string, values?: readonly unknown[]): Promise<Result<Row>>;
    connect(): Promise<Client>;
    on(event: 'error', listener: (error: Error) => void): this;
    end(): Promise<void>;
  }
}
