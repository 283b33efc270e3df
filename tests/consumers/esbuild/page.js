import { createClient, Feedback } from 'feedspan';

const { searchParams } = new URL(location.href);
const client = createClient({
  destination: { type: 'axiom', url: searchParams.get('collector'), dataset: 'feedback', token: searchParams.get('token') },
  load: 'demand',
});
document.querySelector('#rate').addEventListener('click', (event) => {
  client.send(event.target, Feedback.number({ name: 'stars', value: 4, message: 'as ada@example.com said' }));
});
