import type { Connection } from './connection.ts';

/** Runs the work between BEGIN and COMMIT; resolves after the COMMIT. A lost connection is its own rollback. */
export const inTransaction = async <Result>(
  connection: Connection,
  work: () => Promise<Result>,
  begin = 'BEGIN',
): Promise<Result> => {
  let result: Result;
  try {
    await connection.query(begin);
    result = await work();
  } catch (error) {
    // A connection that cannot even roll back is ended, and the server rolls back for it.
    if (!connection.isLost()) await connection.query('ROLLBACK').catch(() => connection.end());
    throw error;
  }
  await connection.commit();
  return result;
};
