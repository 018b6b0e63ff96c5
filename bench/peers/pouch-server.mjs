// CouchDB's protocol by express-pouchdb over PouchDB in memory: nothing of it waits for a disk, which is in its favour.
// Environment: PORT, DATA_DIR (for the files that it leaves about).

import process from 'node:process';
import express from 'express';
import createCouch from 'express-pouchdb';
import PouchDB from 'pouchdb-core';
import memory from 'pouchdb-adapter-memory';

process.chdir(process.env.DATA_DIR);
const app = express();
const couch = createCouch(PouchDB.plugin(memory).defaults({ adapter: 'memory' }), {
  mode: 'minimumForPouchDB',
  inMemoryConfig: true,
});
app.get('/', (request, response) => response.send('<!doctype html><title>couch</title>'));
app.use('/couch', couch);
app.listen(Number(process.env.PORT), '127.0.0.1');
