import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ChatPage } from './chat-page.jsx';
import './chat.css';

const config = await fetch('/api/config').then((response) => response.json());

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ChatPage config={config} />
  </StrictMode>,
);
