/** How an event looks and what it is called. @param {{kind: string, value?: unknown, name: string}} event */
export function describe(event) {
  switch (event.kind) {
    case 'thumb':
      return event.value === 1
        ? { icon: 'up', tone: 'up', title: 'Thumb up' }
        : { icon: 'down', tone: 'down', title: 'Thumb down' };
    case 'signal':
      return { icon: 'signal', tone: '', title: 'Signal' };
    case 'retraction':
      return { icon: 'undo', tone: '', title: 'Vote taken back' };
    case 'correction':
      return { icon: 'comment', tone: '', title: 'Wanted instead' };
    case 'text':
      return { icon: 'comment', tone: '', title: 'Comment' };
    default:
      return { icon: 'comment', tone: '', title: `${event.kind}: ${event.value}` };
  }
}
