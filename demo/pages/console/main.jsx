import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConsolePage } from './console-page.jsx';
import './console.css';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ConsolePage />
  </StrictMode>,
);
