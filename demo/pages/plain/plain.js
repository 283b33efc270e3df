// Not needed for feedback itself: shows what became of it. Every control sends a bubbling `feedspan` event with its receipt.
const status = document.querySelector('.plain-status');

document.addEventListener('feedspan', async ({ detail: receipt }) => {
  const accepted = await receipt.accepted;
  if (!accepted.ok) {
    status.textContent = accepted.error.message;
    return;
  }
  const link = Object.assign(document.createElement('a'), {
    href: `/console#event=${accepted.id}`,
    textContent: 'see it in the console',
  });
  status.replaceChildren(accepted.message ? `Feedback saved as “${accepted.message}”: ` : 'Feedback saved: ', link);
});
