// The phone's databases taken down and put back, so that the same queue can be sent again. Runs in the page, while no app
// does: nothing here may name anything outside its function.

export type StoreRows = { database: string; store: string; rows: unknown[] };

/** Every row of every database of this origin. */
export const takeDatabases = async (): Promise<StoreRows[]> => {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not answered'));
    });
  const taken: StoreRows[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await answered(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows: unknown[] = await answered(
        database.transaction(store).objectStore(store).getAll(),
      );
      taken.push({ database: name, store, rows });
    }
    database.close();
  }
  return taken;
};

/** Puts them back in the place of what is there. */
export const putDatabases = async (taken: StoreRows[]): Promise<void> => {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not answered'));
    });
  for (const { database: name, store: storeName, rows } of taken) {
    const database = await answered(indexedDB.open(name));
    const transaction = database.transaction(storeName, 'readwrite');
    const store = transaction.objectStore(storeName);
    store.clear();
    for (const row of rows) store.put(row);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error ?? new Error('not put'));
    });
    database.close();
  }
};
