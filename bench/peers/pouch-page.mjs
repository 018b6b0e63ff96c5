// PouchDB in the browser, with its IndexedDB storage as it comes. All against the server that this page was fetched from.

import PouchDB from 'pouchdb-browser';

const remoteOf = (name) => new PouchDB(`${location.origin}/couch/${name}`, { skip_setup: true });

let number = 0;
const fresh = () => new PouchDB(`local-${(number += 1)}`);

/** @param batch documents a request, as many as ours takes */
export const load = async (name, batch) => {
  const begun = performance.now();
  const local = fresh();
  await local.replicate.from(remoteOf(name), { batch_size: batch });
  const ms = performance.now() - begun;
  const { doc_count: documents } = await local.info();
  await local.destroy();
  return { ms, documents };
};

/** Documents that were written without network, and how long until the server has them all. */
export const push = async (name, documents, batch) => {
  const remote = new PouchDB(`${location.origin}/couch/${name}`);
  await remote.info();
  const local = fresh();
  await local.bulkDocs(documents);
  const begun = performance.now();
  const { docs_written: written } = await local.replicate.to(remote, { batch_size: batch });
  const ms = performance.now() - begun;
  await local.destroy();
  if (written !== documents.length) throw new Error('Not everything was written.');
  return ms;
};

let writer;
let reader;

/** Begins to send what is written here as soon as it is. */
export const beginWriting = async (name) => {
  const remote = new PouchDB(`${location.origin}/couch/${name}`);
  await remote.info();
  writer = fresh();
  writer.replicate.to(remote, { live: true, retry: true });
};

/** The browser's clock just before the document is written. */
export const write = async (document) => {
  const begunAt = globalThis.clock.now();
  await writer.put(document);
  return begunAt;
};

let changes;

/** Begins to fetch what others write as soon as they do. */
export const beginReading = async (name) => {
  reader = fresh();
  reader.replicate.from(remoteOf(name), { live: true, retry: true });
  changes = reader.changes({ live: true, since: 'now' });
};

/** From now on waits for a document to change here. */
export const watch = (id) => {
  globalThis.seen = new Promise((resolve) => {
    changes.on('change', (change) => change.id === id && resolve(globalThis.clock.now()));
  });
};
