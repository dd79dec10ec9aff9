/** dynalite carries no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB database; in memory when absent. */
    path?: string;
    /** Milliseconds for which a new table is CREATING. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  /** A server that speaks DynamoDB's protocol; closing it closes its database too. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
