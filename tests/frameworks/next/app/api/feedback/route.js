import { createRelay } from 'feedspan/relay';
import { settings } from '../../../../settings.mjs';

const relay = createRelay(settings(process.env));
export { relay as OPTIONS, relay as POST };
