import express from 'express';
import { createRelay, toNodeListener } from 'feedspan/relay';
import { settings } from '../settings.mjs';

const relay = toNodeListener(createRelay(settings(process.env)));
const app = express();
app.all('/api/feedback', relay);
// Behind a parser, which reads the stream first.
app.use('/parsed', express.json());
app.all('/parsed/api/feedback', relay);

const server = app.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
