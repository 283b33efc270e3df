export { createClient } from './client.js';
export { Feedback } from './feedback.js';
export { linksFromElement, linksFromResponse } from './links.js';
